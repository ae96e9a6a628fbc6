#include "assets.h"

static const struct usher_asset assets[] = {
    {0, 0, 0},
};

const struct usher_asset *usher_assets(void) { return assets; }
