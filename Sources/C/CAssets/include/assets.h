#pragma once
#include <stddef.h>

#pragma clang assume_nonnull begin

/// One embedded file: its path from the top of the repository, its bytes and their count.
struct usher_asset {
  const char *name;
  const unsigned char *bytes;
  size_t count;
};

/// All embedded files in byte order of their names.
extern const struct usher_asset *usher_assets(void);
extern size_t usher_assets_count(void);

#pragma clang assume_nonnull end
