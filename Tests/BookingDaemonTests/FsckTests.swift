import Booking
import BookingStore
import Postgres
import TestKit
import Testing

/// Every promise has a row that breaks it, and that row is named.
@Suite struct FsckTests {
  /// A sale with one held cart, one order, one of general admission held and one sold.
  private static func sale() throws -> BookingDatabase {
    let database = try BookingDatabase()
    try database.makePasses(0..<4)
    try database.makePasses(0..<4, room: "yard")
    let harness = try StoreHarness(database)
    _ = try harness.held(0, .seats(["s0", "s1"]))
    _ = try harness.buy(harness.held(1, .seats(["s2", "s3"])))
    _ = try harness.held(0, .places(2), event: "yard")
    _ = try harness.buy(harness.held(1, .places(3), event: "yard"))
    return database
  }

  private static let free = "ALTER TABLE seats DISABLE TRIGGER USER; ALTER TABLE ledger DISABLE TRIGGER USER;"
  private static let held = "(SELECT id FROM holds WHERE status = 'HELD' AND event_id = 'hall')"
  private static let bought = "(SELECT id FROM holds WHERE status = 'CONFIRMED' AND event_id = 'hall')"

  /// By promise: how to break it, and a word of the row that must be shown.
  static let plants: [(name: String, plant: String, word: String)] = [
    (
      "seats-sold-once",
      """
      DROP INDEX booking_seats_sold_once;
      INSERT INTO booking_seats SELECT b.id, 's2', 'hall', 'all', 0 FROM bookings b WHERE event_id = 'yard'
      """, "seat_id=s2"
    ),
    (
      "seats-well-formed",
      "\(free) ALTER TABLE seats DROP CONSTRAINT seats_status; UPDATE seats SET status = 'GONE' WHERE seat_id = 's9'",
      "status=GONE"
    ),
    ("seats-sold-have-bookings", "UPDATE booking_seats SET revoked_at = now() WHERE seat_id = 's3'", "seat_id=s3"),
    (
      "seats-held-have-holds",
      """
      UPDATE seats SET status = 'HELD', hold_id = '00000000-0000-7000-8000-000000000009',
        hold_expires_at = now() + interval '1 hour' WHERE seat_id = 's8'
      """, "seat_id=s8"
    ),
    (
      "holds-have-their-seats",
      "UPDATE seats SET status = 'AVAILABLE', hold_id = NULL, hold_expires_at = NULL WHERE seat_id = 's1'", "seat_id=s1"
    ),
    (
      "holds-have-items",
      "ALTER TABLE holds DROP CONSTRAINT holds_items; UPDATE holds SET quantity = 3 WHERE item_seats IS NOT NULL",
      "quantity=3"
    ),
    ("general-admission-counts", "UPDATE general_admission SET held = held + 1", "held_by_holds=2"),
    ("capacity-conserved", "UPDATE events SET capacity = 41 WHERE id = 'hall'", "capacity=41"),
    (
      "ledger-moves",
      """
      \(free) ALTER TABLE ledger DROP CONSTRAINT ledger_sold_ends, DROP CONSTRAINT ledger_transition;
      INSERT INTO ledger (event_id, hold_id, from_status, to_status, seat_ids, quantity, reason)
      SELECT 'hall', \(bought), 'SOLD', 'HELD', '{s2}', 1, 'a mistake'
      """, "reason=a mistake"
    ),
    (
      "ledger-chained",
      """
      INSERT INTO ledger (event_id, hold_id, from_status, to_status, seat_ids, quantity, reason)
      SELECT 'hall', \(bought), 'HELD', 'AVAILABLE', '{s0}', 1, 'expired'
      """, "seat_id=s0"
    ),
    ("ledger-replayed", "\(free) DELETE FROM ledger WHERE hold_id = \(held)", "seat_id=s0"),
    (
      "holds-within-their-maximum",
      """
      ALTER TABLE holds DROP CONSTRAINT holds_expires_at_max;
      UPDATE holds SET expires_at_max = expires_at - interval '1 minute' WHERE id = \(held)
      """, "status=HELD"
    ),
    ("holds-swept", "UPDATE holds SET expires_at = now() - interval '3 minutes' WHERE id = \(held)", "event_id=hall"),
    (
      "pass-buys-one-order",
      """
      DROP INDEX holds_one_order_a_pass;
      UPDATE holds SET pass_id = (SELECT pass_id FROM holds WHERE id = \(bought)) WHERE id = \(held)
      """, "holds=2"
    ),
    (
      "user-has-one-hold",
      """
      DROP INDEX holds_one_live_a_user; DROP INDEX holds_one_order_a_pass;
      INSERT INTO holds SELECT (json_populate_record(h, '{"id": "00000000-0000-7000-8000-000000000009"}')).*
      FROM holds h WHERE id = \(held)
      """, "user_id=user-0"
    ),
    ("passes-belong", "UPDATE rooms SET event_id = NULL WHERE id = 'hall'", "pass_id=pass-of-hall"),
    ("confirmed-all-three", "UPDATE bookings SET status = 'PENDING' WHERE event_id = 'hall'", "booking_status=PENDING"),
    (
      "captured-has-a-ticket",
      "UPDATE booking_seats SET revoked_at = now() WHERE seat_id = 's3'", "places=1"
    ),
    ("ticket-is-paid", "UPDATE payments SET amount = 1 WHERE hold_id = \(bought)", "amount=1"),
    (
      "paid-once",
      """
      DROP INDEX payments_one_a_hold;
      INSERT INTO payments SELECT (json_populate_record(p, '{"id": "00000000-0000-7000-8000-000000000009"}')).*
      FROM payments p WHERE hold_id = \(bought)
      """, "payments=2"
    ),
    ("booking-totals", "UPDATE bookings SET total_amount = 5 WHERE event_id = 'hall'", "total_amount=5"),
    (
      "payments-follow-holds", "UPDATE holds SET status = 'PAYMENT_PENDING' WHERE id = \(held)",
      "hold_status=PAYMENT_PENDING"
    ),
    (
      "payments-resolved",
      """
      UPDATE payments SET status = 'REFUNDING', check_at = now(), deadline = now() - interval '10 minutes',
        updated_at = now() - interval '6 minutes' WHERE hold_id = \(bought)
      """, "status=REFUNDING"
    ),
    ("provider-agrees", "UPDATE test_provider_payments SET status = 'REFUNDED'", "provider_status=REFUNDED"),
    (
      "keys-answered",
      """
      INSERT INTO idempotency (scope, key, fingerprint, outcome, created_at)
      VALUES ('pay:x', sha256('k'), sha256('f'), 'payment', now() - interval '11 minutes')
      """, "scope=pay:x"
    ),
    (
      "messages-processed",
      """
      INSERT INTO webhook_inbox (provider, event_id, type, payload, received_at)
      VALUES ('test', 'e7', 't', '{}', now() - interval '16 minutes')
      """, "event_id=e7"
    ),
    ("constraints-in-place", "DROP TRIGGER seat_guard ON seats", "name=seat_guard"),
  ]

  @Test func aGoodSaleIsClean() throws {
    let database = try FsckTests.sale()
    #expect(try database.fsck() == "")
  }

  @Test(arguments: plants.indices) func aBrokenPromiseIsNamedWithItsRow(index: Int) throws {
    let (name, plant, word) = FsckTests.plants[index]
    let database = try FsckTests.sale()
    try database.psql(plant)
    let session = try database.session()
    defer { session.close() }
    let report = try Fsck.run(on: session)
    let finding = try #require(report.findings.first { $0.name == name }, "\(report)")
    #expect(!finding.promise.isEmpty && finding.rowCount >= 1)
    let text = FsckReport(checked: 1, findings: [finding]).description
    #expect(text.contains(word), "\(text)")
  }

  @Test func everyPromiseHasAPlant() {
    #expect(Fsck.all.map(\.name) == FsckTests.plants.map(\.name))
  }
}
