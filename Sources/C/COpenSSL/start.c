#include "shim.h"

// By itself OpenSSL frees its tables as the process exits, under the feet of threads that still run: a loop that ends at
// that moment frees its random generator into tables that are gone, and the leak sanitizer finds half of it. The
// operating system takes the memory back anyway. Whoever starts OpenSSL first decides, and libpq may be the first: so
// before main.
__attribute__((constructor)) static void keep_tables_at_exit(void) {
  OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL);
}
