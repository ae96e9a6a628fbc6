import Booking
import BookingStore
import Primitives
import TestKit
import Testing

/// The steps of many payments at once are those of one after the other, whatever state each of them is in.
///
/// Two databases get the same holds and the same accidents. One is given each step as a statement over all calls, the other
/// call by call with the functions for one payment; outcomes and tables must be equal.
@Suite struct PaymentSetTests {
  /// One of the two databases.
  private struct Side {
    let database: BookingDatabase
    let harness: StoreHarness

    init(seed: UInt64) throws {
      database = try BookingDatabase()
      try database.makePasses(0..<20)
      try database.makePasses(0..<8, room: "yard")
      harness = try StoreHarness(database, seed: seed)
    }
  }

  /// A call of `payments_begin`.
  private struct Begin {
    let hold: RecordID
    let payment: RecordID
    let key: Int
  }

  @Test(.seeded, arguments: 0..<4) func manyAtOnceAreAsIfOneAfterTheOther(round: Int) throws {
    var random = SeededRandom(seed: TestSeed.current &+ UInt64(round))
    let seed = random.next()
    let sides = [try Side(seed: seed), try Side(seed: seed)]
    let holds = try sides.map { side in
      try (0..<12).map { try side.harness.held($0, .seats(["s\(2 * $0)", "s\(2 * $0 + 1)"])) }
        + (0..<5).map { try side.harness.held($0, .places(1 + $0 % 3), event: "yard") }
    }
    #expect(holds[0] == holds[1])
    try befall(holds[0], sides, &random, endings: 3)

    func id() -> RecordID { RecordID(at: WallInstant(seconds: 1_800_000_000), using: &random) }
    var begins = holds[0].map { Begin(hold: $0, payment: id(), key: 0) }.shuffled(using: &random)
    // Again with another key, again with the same, and one that nobody knows.
    for _ in 0..<5 {
      let other = begins.randomElement(using: &random)!
      begins.append(Begin(hold: other.hold, payment: id(), key: Int.random(in: 0...1, using: &random)))
    }
    begins.append(Begin(hold: id(), payment: id(), key: 0))
    try agree(sides, together: beginAll(begins), apart: begins.map(beginOne))
    try befall(holds[0], sides, &random, endings: 2)

    let payments = twice(begins.map(\.payment), &random)
    let bookings = payments.map { _ in id() }
    try agree(
      sides, together: sellAll(payments, bookings), apart: zip(payments, bookings).map { sellOne($0, $1) })
    let captured = twice(begins.map(\.payment), &random)
    try agree(sides, together: confirmAll(captured), apart: captured.map(confirmOne))
    let orders = try sides[0].database.psql("SELECT count(*) FROM bookings WHERE status = 'CONFIRMED'")
    #expect(try #require(Int(orders)) > 3, "most went through")
  }

  /// Some of them in another order, and some again.
  private func twice(_ payments: [RecordID], _ random: inout SeededRandom) -> [RecordID] {
    (payments + payments.prefix(6)).shuffled(using: &random)
  }

  /// Some holds lapse; of some of these a seat goes to somebody else, and some payments are declined or given up.
  private func befall(_ holds: [RecordID], _ sides: [Side], _ random: inout SeededRandom, endings: Int) throws {
    let victims = holds.prefix(12).shuffled(using: &random).prefix(2 * endings)
    let taker = Int.random(in: 12..<16, using: &random)
    let taken = victims.first!
    for side in sides {
      for victim in victims.prefix(endings) { try side.database.lapse(victim) }
      let seat = try side.database.psql("SELECT min(seat_id) FROM hold_items WHERE hold_id = '\(taken)'")
      _ = try side.harness.hold(side.harness.cart(taker, .seats([seat])))
      for victim in victims.dropFirst(endings) {
        let payment = "(SELECT id FROM payments WHERE hold_id = '\(victim)' LIMIT 1)"
        try side.database.psql(
          """
          SELECT payment_declined(\(payment), 'no', 3, 402, '{}'), payment_abandoned(\(payment), 'late', 504, '{}')
          """)
      }
    }
    try expectEqualStates(sides)
  }

  /// `together` is one statement, `apart` one for each call; each gives a line a call, in the order of calls.
  private func agree(_ sides: [Side], together: String, apart: [String]) throws {
    let all = try sides[0].database.psql(together)
    let single = try apart.map { try sides[1].database.psql($0) }.joined(separator: "\n")
    #expect(all == single)
    try expectEqualStates(sides)
  }

  private func expectEqualStates(_ sides: [Side]) throws {
    let states = try sides.map { Set(try Self.state(of: $0).split(separator: "\n")) }
    #expect(states[0].subtracting(states[1]) == states[1].subtracting(states[0]))
  }

  // MARK: - Statements

  private func beginAll(_ calls: [Begin]) -> String {
    """
    SELECT outcome, answer_status, answer_body, amount, currency, declines FROM payments_begin(
      \(Self.list(calls.map(\.hold))), \(Self.list(calls.map(\.payment))),
      array_fill('test'::text, ARRAY[\(calls.count)]), array_fill('test_ok'::text, ARRAY[\(calls.count)]),
      ARRAY[\(calls.map { "sha256('\($0.key)')" }.joined(separator: ","))],
      array_fill(sha256('same'), ARRAY[\(calls.count)]), 300, 15) ORDER BY call
    """
  }

  private func beginOne(_ call: Begin) -> String {
    """
    SELECT outcome, answer_status, answer_body, amount, currency, declines FROM payment_begin(
      '\(call.hold)', '\(call.payment)', 'test', 'test_ok', sha256('\(call.key)'), sha256('same'), 300, 15)
    """
  }

  private func sellAll(_ payments: [RecordID], _ bookings: [RecordID]) -> String {
    """
    SELECT step FROM payments_authorized(
      \(Self.list(payments)), array_fill('r'::text, ARRAY[\(payments.count)]), \(Self.list(bookings)),
      array_fill(410, ARRAY[\(payments.count)]), array_fill('lost'::text, ARRAY[\(payments.count)]), 15) ORDER BY call
    """
  }

  /// A payment that is not there is unknown; the function for one says so by itself.
  private func sellOne(_ payment: RecordID, _ booking: RecordID) -> String {
    "SELECT payment_authorized('\(payment)', 'r', '\(booking)', 15, 410, 'lost')"
  }

  private func confirmAll(_ payments: [RecordID]) -> String {
    """
    SELECT step FROM payments_captured(
      \(Self.list(payments)), array_fill(200, ARRAY[\(payments.count)]),
      array_fill('paid'::text, ARRAY[\(payments.count)])) ORDER BY call
    """
  }

  private func confirmOne(_ payment: RecordID) -> String {
    """
    SELECT CASE WHEN EXISTS (SELECT 1 FROM payments WHERE id = '\(payment)')
      THEN payment_captured('\(payment)', 200, 'paid') ELSE 'unknown' END
    """
  }

  private static func list(_ ids: [RecordID]) -> String {
    "ARRAY[\(ids.map { "'\($0)'" }.joined(separator: ","))]::uuid[]"
  }

  /// All tables, without the times at which things happened.
  private static func state(of side: Side) throws -> String {
    try side.database.psql(
      """
      SELECT 'hold', id, status, declines, end_reason, expires_at > first_expires_at FROM holds ORDER BY id;
      SELECT 'seat', seat_id, status, hold_id FROM seats WHERE status <> 'AVAILABLE' ORDER BY seat_id;
      SELECT 'extended', s.seat_id FROM seats s JOIN holds h ON h.id = s.hold_id
        WHERE s.status = 'HELD' AND s.hold_expires_at = h.expires_at ORDER BY s.seat_id;
      SELECT 'places', capacity, held, sold, withheld, next_place FROM general_admission;
      SELECT 'payment', id, hold_id, provider, method, amount, currency, status, reference, reason, check_at IS NULL,
        checks, answer_scope, answer_key FROM payments ORDER BY id;
      SELECT 'booking', id, event_id, user_id, hold_id, total_amount, currency, payment_id, status,
        confirmed_at IS NULL, ended_at IS NULL FROM bookings ORDER BY id;
      SELECT 'ticket', booking_id, seat_id, event_id, tier, price_amount, revoked_at IS NULL FROM booking_seats
        ORDER BY booking_id, seat_id;
      SELECT 'moved', event_id, hold_id, from_status, to_status, (SELECT array_agg(s ORDER BY s) FROM unnest(seat_ids) AS s),
        quantity, reason FROM ledger ORDER BY 2, 3, 4, 5, 6, 7, 8;
      SELECT 'answer', scope, key, fingerprint, outcome, hold_id, status, body, busy_until IS NULL FROM idempotency
        ORDER BY scope, key;
      SELECT 'pass', jti, state, ended_reason FROM passes ORDER BY jti;
      """)
  }
}
