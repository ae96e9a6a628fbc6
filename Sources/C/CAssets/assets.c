// Made by Tests/Tools/embed-assets.sh; run it again instead of editing. AssetsTests fails while it is stale.
#include "assets.h"

static const unsigned char lua_limits_take_lua[] = {
#embed "../../../lua/limits/take.lua" suffix(, )
    0};

static const unsigned char lua_parts_limits_lua[] = {
#embed "../../../lua/parts/limits.lua" suffix(, )
    0};

static const unsigned char lua_parts_member_lua[] = {
#embed "../../../lua/parts/member.lua" suffix(, )
    0};

static const unsigned char lua_parts_permits_lua[] = {
#embed "../../../lua/parts/permits.lua" suffix(, )
    0};

static const unsigned char lua_parts_place_lua[] = {
#embed "../../../lua/parts/place.lua" suffix(, )
    0};

static const unsigned char lua_parts_presence_lua[] = {
#embed "../../../lua/parts/presence.lua" suffix(, )
    0};

static const unsigned char lua_parts_recovery_lua[] = {
#embed "../../../lua/parts/recovery.lua" suffix(, )
    0};

static const unsigned char lua_parts_turn_lua[] = {
#embed "../../../lua/parts/turn.lua" suffix(, )
    0};

static const unsigned char lua_prelude_simulated_lua[] = {
#embed "../../../lua/prelude-simulated.lua" suffix(, )
    0};

static const unsigned char lua_prelude_lua[] = {
#embed "../../../lua/prelude.lua" suffix(, )
    0};

static const unsigned char lua_room_claim_lua[] = {
#embed "../../../lua/room/claim.lua" suffix(, )
    0};

static const unsigned char lua_room_join_lua[] = {
#embed "../../../lua/room/join.lua" suffix(, )
    0};

static const unsigned char lua_room_leave_lua[] = {
#embed "../../../lua/room/leave.lua" suffix(, )
    0};

static const unsigned char lua_room_open_lua[] = {
#embed "../../../lua/room/open.lua" suffix(, )
    0};

static const unsigned char lua_room_place_lua[] = {
#embed "../../../lua/room/place.lua" suffix(, )
    0};

static const unsigned char lua_room_places_lua[] = {
#embed "../../../lua/room/places.lua" suffix(, )
    0};

static const unsigned char lua_room_release_lua[] = {
#embed "../../../lua/room/release.lua" suffix(, )
    0};

static const unsigned char lua_room_settings_lua[] = {
#embed "../../../lua/room/settings.lua" suffix(, )
    0};

static const unsigned char lua_room_settle_lua[] = {
#embed "../../../lua/room/settle.lua" suffix(, )
    0};

static const unsigned char lua_room_stats_lua[] = {
#embed "../../../lua/room/stats.lua" suffix(, )
    0};

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

static const unsigned char sql_fsck_01_seats_sold_once_sql[] = {
#embed "../../../sql/fsck/01-seats-sold-once.sql" suffix(, )
    0};

static const unsigned char sql_fsck_02_seats_well_formed_sql[] = {
#embed "../../../sql/fsck/02-seats-well-formed.sql" suffix(, )
    0};

static const unsigned char sql_fsck_03_seats_sold_have_bookings_sql[] = {
#embed "../../../sql/fsck/03-seats-sold-have-bookings.sql" suffix(, )
    0};

static const unsigned char sql_fsck_04_seats_held_have_holds_sql[] = {
#embed "../../../sql/fsck/04-seats-held-have-holds.sql" suffix(, )
    0};

static const unsigned char sql_fsck_05_holds_have_their_seats_sql[] = {
#embed "../../../sql/fsck/05-holds-have-their-seats.sql" suffix(, )
    0};

static const unsigned char sql_fsck_06_holds_have_items_sql[] = {
#embed "../../../sql/fsck/06-holds-have-items.sql" suffix(, )
    0};

static const unsigned char sql_fsck_07_general_admission_counts_sql[] = {
#embed "../../../sql/fsck/07-general-admission-counts.sql" suffix(, )
    0};

static const unsigned char sql_fsck_08_capacity_conserved_sql[] = {
#embed "../../../sql/fsck/08-capacity-conserved.sql" suffix(, )
    0};

static const unsigned char sql_fsck_09_ledger_moves_sql[] = {
#embed "../../../sql/fsck/09-ledger-moves.sql" suffix(, )
    0};

static const unsigned char sql_fsck_10_ledger_chained_sql[] = {
#embed "../../../sql/fsck/10-ledger-chained.sql" suffix(, )
    0};

static const unsigned char sql_fsck_11_ledger_replayed_sql[] = {
#embed "../../../sql/fsck/11-ledger-replayed.sql" suffix(, )
    0};

static const unsigned char sql_fsck_12_holds_within_their_maximum_sql[] = {
#embed "../../../sql/fsck/12-holds-within-their-maximum.sql" suffix(, )
    0};

static const unsigned char sql_fsck_13_holds_swept_sql[] = {
#embed "../../../sql/fsck/13-holds-swept.sql" suffix(, )
    0};

static const unsigned char sql_fsck_14_pass_buys_one_order_sql[] = {
#embed "../../../sql/fsck/14-pass-buys-one-order.sql" suffix(, )
    0};

static const unsigned char sql_fsck_15_user_has_one_hold_sql[] = {
#embed "../../../sql/fsck/15-user-has-one-hold.sql" suffix(, )
    0};

static const unsigned char sql_fsck_16_passes_belong_sql[] = {
#embed "../../../sql/fsck/16-passes-belong.sql" suffix(, )
    0};

static const unsigned char sql_fsck_17_confirmed_all_three_sql[] = {
#embed "../../../sql/fsck/17-confirmed-all-three.sql" suffix(, )
    0};

static const unsigned char sql_fsck_18_captured_has_a_ticket_sql[] = {
#embed "../../../sql/fsck/18-captured-has-a-ticket.sql" suffix(, )
    0};

static const unsigned char sql_fsck_19_ticket_is_paid_sql[] = {
#embed "../../../sql/fsck/19-ticket-is-paid.sql" suffix(, )
    0};

static const unsigned char sql_fsck_20_paid_once_sql[] = {
#embed "../../../sql/fsck/20-paid-once.sql" suffix(, )
    0};

static const unsigned char sql_fsck_21_booking_totals_sql[] = {
#embed "../../../sql/fsck/21-booking-totals.sql" suffix(, )
    0};

static const unsigned char sql_fsck_22_payments_follow_holds_sql[] = {
#embed "../../../sql/fsck/22-payments-follow-holds.sql" suffix(, )
    0};

static const unsigned char sql_fsck_23_payments_resolved_sql[] = {
#embed "../../../sql/fsck/23-payments-resolved.sql" suffix(, )
    0};

static const unsigned char sql_fsck_24_provider_agrees_sql[] = {
#embed "../../../sql/fsck/24-provider-agrees.sql" suffix(, )
    0};

static const unsigned char sql_fsck_25_keys_answered_sql[] = {
#embed "../../../sql/fsck/25-keys-answered.sql" suffix(, )
    0};

static const unsigned char sql_fsck_26_messages_processed_sql[] = {
#embed "../../../sql/fsck/26-messages-processed.sql" suffix(, )
    0};

static const unsigned char sql_fsck_27_constraints_in_place_sql[] = {
#embed "../../../sql/fsck/27-constraints-in-place.sql" suffix(, )
    0};

static const unsigned char sql_migrations_0001_rooms_sql[] = {
#embed "../../../sql/migrations/0001-rooms.sql" suffix(, )
    0};

static const unsigned char sql_migrations_0002_booking_sql[] = {
#embed "../../../sql/migrations/0002-booking.sql" suffix(, )
    0};

static const unsigned char sql_migrations_0003_holds_sql[] = {
#embed "../../../sql/migrations/0003-holds.sql" suffix(, )
    0};

static const unsigned char sql_migrations_0004_hold_batch_sql[] = {
#embed "../../../sql/migrations/0004-hold-batch.sql" suffix(, )
    0};

static const unsigned char sql_migrations_0005_payments_sql[] = {
#embed "../../../sql/migrations/0005-payments.sql" suffix(, )
    0};

static const unsigned char sql_migrations_0006_event_import_sql[] = {
#embed "../../../sql/migrations/0006-event-import.sql" suffix(, )
    0};

static const unsigned char sql_migrations_0007_house_sql[] = {
#embed "../../../sql/migrations/0007-house.sql" suffix(, )
    0};

static const unsigned char sql_migrations_0008_hold_batch_sql[] = {
#embed "../../../sql/migrations/0008-hold-batch.sql" suffix(, )
    0};

static const unsigned char sql_migrations_0009_due_by_index_sql[] = {
#embed "../../../sql/migrations/0009-due-by-index.sql" suffix(, )
    0};

static const unsigned char sql_migrations_0010_plain_carts_sql[] = {
#embed "../../../sql/migrations/0010-plain-carts.sql" suffix(, )
    0};

static const unsigned char sql_migrations_0011_payment_batch_sql[] = {
#embed "../../../sql/migrations/0011-payment-batch.sql" suffix(, )
    0};

static const unsigned char sql_migrations_0012_one_order_index_sql[] = {
#embed "../../../sql/migrations/0012-one-order-index.sql" suffix(, )
    0};

static const unsigned char sql_migrations_0013_payment_sets_sql[] = {
#embed "../../../sql/migrations/0013-payment-sets.sql" suffix(, )
    0};

// Each array ends with a NUL that its count leaves out.
#define ASSET(name, bytes) {name, bytes, sizeof(bytes) - 1}
static const struct usher_asset assets[] = {
    ASSET("lua/limits/take.lua", lua_limits_take_lua),
    ASSET("lua/parts/limits.lua", lua_parts_limits_lua),
    ASSET("lua/parts/member.lua", lua_parts_member_lua),
    ASSET("lua/parts/permits.lua", lua_parts_permits_lua),
    ASSET("lua/parts/place.lua", lua_parts_place_lua),
    ASSET("lua/parts/presence.lua", lua_parts_presence_lua),
    ASSET("lua/parts/recovery.lua", lua_parts_recovery_lua),
    ASSET("lua/parts/turn.lua", lua_parts_turn_lua),
    ASSET("lua/prelude-simulated.lua", lua_prelude_simulated_lua),
    ASSET("lua/prelude.lua", lua_prelude_lua),
    ASSET("lua/room/claim.lua", lua_room_claim_lua),
    ASSET("lua/room/join.lua", lua_room_join_lua),
    ASSET("lua/room/leave.lua", lua_room_leave_lua),
    ASSET("lua/room/open.lua", lua_room_open_lua),
    ASSET("lua/room/place.lua", lua_room_place_lua),
    ASSET("lua/room/places.lua", lua_room_places_lua),
    ASSET("lua/room/release.lua", lua_room_release_lua),
    ASSET("lua/room/settings.lua", lua_room_settings_lua),
    ASSET("lua/room/settle.lua", lua_room_settle_lua),
    ASSET("lua/room/stats.lua", lua_room_stats_lua),
    ASSET("pages/checkout.js", pages_checkout_js),
    ASSET("pages/common.js", pages_common_js),
    ASSET("pages/icon.svg", pages_icon_svg),
    ASSET("pages/languages/en.json", pages_languages_en_json),
    ASSET("pages/seats.js", pages_seats_js),
    ASSET("pages/usher.css", pages_usher_css),
    ASSET("pages/waiting.js", pages_waiting_js),
    ASSET("sql/fsck/01-seats-sold-once.sql", sql_fsck_01_seats_sold_once_sql),
    ASSET("sql/fsck/02-seats-well-formed.sql", sql_fsck_02_seats_well_formed_sql),
    ASSET("sql/fsck/03-seats-sold-have-bookings.sql", sql_fsck_03_seats_sold_have_bookings_sql),
    ASSET("sql/fsck/04-seats-held-have-holds.sql", sql_fsck_04_seats_held_have_holds_sql),
    ASSET("sql/fsck/05-holds-have-their-seats.sql", sql_fsck_05_holds_have_their_seats_sql),
    ASSET("sql/fsck/06-holds-have-items.sql", sql_fsck_06_holds_have_items_sql),
    ASSET("sql/fsck/07-general-admission-counts.sql", sql_fsck_07_general_admission_counts_sql),
    ASSET("sql/fsck/08-capacity-conserved.sql", sql_fsck_08_capacity_conserved_sql),
    ASSET("sql/fsck/09-ledger-moves.sql", sql_fsck_09_ledger_moves_sql),
    ASSET("sql/fsck/10-ledger-chained.sql", sql_fsck_10_ledger_chained_sql),
    ASSET("sql/fsck/11-ledger-replayed.sql", sql_fsck_11_ledger_replayed_sql),
    ASSET("sql/fsck/12-holds-within-their-maximum.sql", sql_fsck_12_holds_within_their_maximum_sql),
    ASSET("sql/fsck/13-holds-swept.sql", sql_fsck_13_holds_swept_sql),
    ASSET("sql/fsck/14-pass-buys-one-order.sql", sql_fsck_14_pass_buys_one_order_sql),
    ASSET("sql/fsck/15-user-has-one-hold.sql", sql_fsck_15_user_has_one_hold_sql),
    ASSET("sql/fsck/16-passes-belong.sql", sql_fsck_16_passes_belong_sql),
    ASSET("sql/fsck/17-confirmed-all-three.sql", sql_fsck_17_confirmed_all_three_sql),
    ASSET("sql/fsck/18-captured-has-a-ticket.sql", sql_fsck_18_captured_has_a_ticket_sql),
    ASSET("sql/fsck/19-ticket-is-paid.sql", sql_fsck_19_ticket_is_paid_sql),
    ASSET("sql/fsck/20-paid-once.sql", sql_fsck_20_paid_once_sql),
    ASSET("sql/fsck/21-booking-totals.sql", sql_fsck_21_booking_totals_sql),
    ASSET("sql/fsck/22-payments-follow-holds.sql", sql_fsck_22_payments_follow_holds_sql),
    ASSET("sql/fsck/23-payments-resolved.sql", sql_fsck_23_payments_resolved_sql),
    ASSET("sql/fsck/24-provider-agrees.sql", sql_fsck_24_provider_agrees_sql),
    ASSET("sql/fsck/25-keys-answered.sql", sql_fsck_25_keys_answered_sql),
    ASSET("sql/fsck/26-messages-processed.sql", sql_fsck_26_messages_processed_sql),
    ASSET("sql/fsck/27-constraints-in-place.sql", sql_fsck_27_constraints_in_place_sql),
    ASSET("sql/migrations/0001-rooms.sql", sql_migrations_0001_rooms_sql),
    ASSET("sql/migrations/0002-booking.sql", sql_migrations_0002_booking_sql),
    ASSET("sql/migrations/0003-holds.sql", sql_migrations_0003_holds_sql),
    ASSET("sql/migrations/0004-hold-batch.sql", sql_migrations_0004_hold_batch_sql),
    ASSET("sql/migrations/0005-payments.sql", sql_migrations_0005_payments_sql),
    ASSET("sql/migrations/0006-event-import.sql", sql_migrations_0006_event_import_sql),
    ASSET("sql/migrations/0007-house.sql", sql_migrations_0007_house_sql),
    ASSET("sql/migrations/0008-hold-batch.sql", sql_migrations_0008_hold_batch_sql),
    ASSET("sql/migrations/0009-due-by-index.sql", sql_migrations_0009_due_by_index_sql),
    ASSET("sql/migrations/0010-plain-carts.sql", sql_migrations_0010_plain_carts_sql),
    ASSET("sql/migrations/0011-payment-batch.sql", sql_migrations_0011_payment_batch_sql),
    ASSET("sql/migrations/0012-one-order-index.sql", sql_migrations_0012_one_order_index_sql),
    ASSET("sql/migrations/0013-payment-sets.sql", sql_migrations_0013_payment_sets_sql),
};

const struct usher_asset *usher_assets(void) { return assets; }
size_t usher_assets_count(void) { return sizeof(assets) / sizeof(assets[0]); }
