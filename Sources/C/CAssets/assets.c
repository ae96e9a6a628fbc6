// Made by Tests/Tools/embed-assets.sh; run it again instead of editing. AssetsTests fails while it is stale.
#include "assets.h"

static const unsigned char pages_checkout_js[] = {
#embed "../../../pages/checkout.js" suffix(, )
    0};

static const unsigned char pages_common_js[] = {
#embed "../../../pages/common.js" suffix(, )
    0};

static const unsigned char pages_icon_svg[] = {
#embed "../../../pages/icon.svg" suffix(, )
    0};

static const unsigned char pages_languages_en_json[] = {
#embed "../../../pages/languages/en.json" suffix(, )
    0};

static const unsigned char pages_seats_js[] = {
#embed "../../../pages/seats.js" suffix(, )
    0};

static const unsigned char pages_usher_css[] = {
#embed "../../../pages/usher.css" suffix(, )
    0};

static const unsigned char pages_waiting_js[] = {
#embed "../../../pages/waiting.js" suffix(, )
    0};

static const unsigned char sql_migrations_0001_rooms_sql[] = {
#embed "../../../sql/migrations/0001-rooms.sql" suffix(, )
    0};

// Each array ends with a NUL that its count leaves out.
#define ASSET(name, bytes) {name, bytes, sizeof(bytes) - 1}
static const struct usher_asset assets[] = {
    ASSET("pages/checkout.js", pages_checkout_js),
    ASSET("pages/common.js", pages_common_js),
    ASSET("pages/icon.svg", pages_icon_svg),
    ASSET("pages/languages/en.json", pages_languages_en_json),
    ASSET("pages/seats.js", pages_seats_js),
    ASSET("pages/usher.css", pages_usher_css),
    ASSET("pages/waiting.js", pages_waiting_js),
    ASSET("sql/migrations/0001-rooms.sql", sql_migrations_0001_rooms_sql),
};

const struct usher_asset *usher_assets(void) { return assets; }
size_t usher_assets_count(void) { return sizeof(assets) / sizeof(assets[0]); }
