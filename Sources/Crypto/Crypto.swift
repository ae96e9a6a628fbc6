internal import COpenSSL
public import Primitives

/// Compares two byte strings in a time that depends on their lengths alone.
public func constantTimeEquals(_ left: ByteView, _ right: ByteView) -> Bool {
  left.count == right.count && CRYPTO_memcmp(left.base, right.base, left.count) == 0
}

/// OpenSSL's algorithms, looked up once for the process. Fetched objects are immutable and counted atomically, so every
/// thread may use them; an implicit lookup (`EVP_sha256()`) would cost a search each time a context is set up.
enum Algorithms {
  nonisolated(unsafe) static let sha256: OpaquePointer = required(EVP_MD_fetch(nil, "SHA256", nil), "SHA-256")
  nonisolated(unsafe) static let aes256GCM: OpaquePointer = required(
    EVP_CIPHER_fetch(nil, "AES-256-GCM", nil), "AES-256-GCM")
}

/// OpenSSL refuses these calls only when memory has run out or the library is broken: neither can be answered.
func required(_ pointer: OpaquePointer?, _ what: StaticString) -> OpaquePointer {
  guard let pointer else { fatalError("OpenSSL cannot provide \(what)") }
  return pointer
}

/// Traps when an OpenSSL call which cannot fail with right arguments did fail.
func check(_ result: Int32, _ what: StaticString) {
  precondition(result == 1, "OpenSSL failed at \(what)")
}
