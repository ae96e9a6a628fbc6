#pragma once
#include <stddef.h>

/// One embedded file: its path from the top of the repository, its bytes and their count.
struct usher_asset {
  const char *name;
  const unsigned char *bytes;
  size_t count;
};

/// All embedded files, ended by one whose name is NULL.
extern const struct usher_asset *usher_assets(void);
