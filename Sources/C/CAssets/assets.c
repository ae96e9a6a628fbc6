// Made by Tests/Tools/embed-assets.sh; run it again instead of editing. AssetsTests fails while it is stale.
#include "assets.h"

static const unsigned char pages_style_css[] = {
#embed "../../../pages/style.css" suffix(, )
    0};

static const unsigned char sql_migrations_0001_rooms_sql[] = {
#embed "../../../sql/migrations/0001-rooms.sql" suffix(, )
    0};

// Each array ends with a NUL that its count leaves out.
#define ASSET(name, bytes) {name, bytes, sizeof(bytes) - 1}
static const struct usher_asset assets[] = {
    ASSET("pages/style.css", pages_style_css),
    ASSET("sql/migrations/0001-rooms.sql", sql_migrations_0001_rooms_sql),
};

const struct usher_asset *usher_assets(void) { return assets; }
size_t usher_assets_count(void) { return sizeof(assets) / sizeof(assets[0]); }
