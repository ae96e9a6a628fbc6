import Booking
import BookingStore
import EventLoop
import Postgres
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
    // Some lapse before their payment begins, and one of these loses a seat.
    var victims = holds[0].prefix(12).shuffled(using: &random)
    func lapseNext(_ count: Int, taker: Int) throws {
      for side in sides { try lapse(Array(victims.prefix(count)), on: side, taker: taker) }
      victims.removeFirst(count)
    }
    try lapseNext(2, taker: 12)

    func id() -> RecordID { RecordID(at: WallInstant(seconds: 1_800_000_000), using: &random) }
    var begins = holds[0].map { Begin(hold: $0, payment: id(), key: 0) }.shuffled(using: &random)
    // Again with another key, again with the same, and one that nobody knows.
    for hold in victims.prefix(4) { begins.append(Begin(hold: hold, payment: id(), key: 0)) }
    for hold in victims.suffix(3) { begins.append(Begin(hold: hold, payment: id(), key: 1)) }
    begins.append(Begin(hold: id(), payment: id(), key: 0))
    try agree(
      sides, together: beginAll(begins), apart: begins.map(beginOne),
      among: ["started", "hold_expired", "unknown", "payment_in_progress", "idempotency_in_progress"])
    // Some lapse while they are paid for; others are declined or given up meanwhile.
    try lapseNext(2, taker: 13)
    for side in sides {
      try end("payment_declined", "'no', 3, 402, '{}'", "done", victims[0], on: side)
      try end("payment_abandoned", "'late', 408, '{}'", "done", victims[1], on: side)
    }
    try expectEqualStates(sides)

    let payments = twice(begins.map(\.payment), &random)
    let bookings = payments.map { _ in id() }
    try agree(
      sides, together: sellAll(payments, bookings), apart: zip(payments, bookings).map { sellOne($0, $1) },
      among: ["done", "lost", "unknown", "already_capturing", "already_declined", "already_voiding"])
    let captured = twice(begins.map(\.payment), &random)
    try agree(
      sides, together: confirmAll(captured), apart: captured.map(confirmOne),
      among: ["done", "unknown", "already_captured", "already_declined", "already_voiding"])
    let orders = try sides[0].database.psql("SELECT count(*) FROM bookings WHERE status = 'CONFIRMED'")
    #expect(try #require(Int(orders)) > 3, "most went through")
  }

  /// A connection's plans may be as old as its first order. Each step reads what it writes and no more, however much has
  /// come since: neither the hall's other seats nor other people's orders.
  @Test func noStepReadsWholeTables() throws {
    let side = try Side(seed: 1)
    try order(0, on: side)
    try side.database.psql("VACUUM ANALYZE")
    let session = try side.database.session()
    defer { session.close() }
    try session.run(steps(try side.harness.held(1, .seats(["s1"])), 1))
    for number in 2..<12 { _ = try side.harness.held(number, .seats(["s\(number)"])) }
    try side.database.psql(
      """
      INSERT INTO holds SELECT gen_random_uuid(), event_id, 'past-' || n, 'past-' || n, room_id, 'RELEASED', quantity,
        total_amount, currency, created_at, expires_at, first_expires_at, expires_at_max, declines, now(), 'past',
        item_seats, item_tiers, item_quantities, item_prices
      FROM holds CROSS JOIN generate_series(1, 500) AS n WHERE user_id = 'user-0';
      INSERT INTO payments (id, hold_id, provider, method, amount, currency, status, deadline)
      SELECT gen_random_uuid(), id, 'test', 'test_ok', total_amount, currency, 'DECLINED', now() FROM holds
      WHERE end_reason = 'past';
      INSERT INTO bookings (id, event_id, user_id, hold_id, total_amount, currency, payment_id, status, ended_at)
      SELECT gen_random_uuid(), h.event_id, h.user_id, h.id, h.total_amount, h.currency, p.id, 'CANCELLED', now()
      FROM holds h JOIN payments p ON p.hold_id = h.id WHERE h.end_reason = 'past';
      INSERT INTO idempotency (scope, key, fingerprint, outcome, status)
      SELECT 'pay:' || id, sha256('0'), sha256('0'), 'payment', 200 FROM holds WHERE end_reason = 'past'
      """)
    try side.database.makePasses(1_000..<1_500)
    let hold = try side.harness.held(12, .seats(["s12"]))
    try session.run("BEGIN; \(steps(hold, 2)); SET CONSTRAINTS ALL IMMEDIATE")
    let read = try session.run(
      """
      SELECT relname, seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables
      WHERE relname IN ('seats', 'holds', 'payments', 'bookings', 'booking_seats', 'idempotency', 'passes')
      """)
    #expect(read.count == 7)
    for row in read.rows { #expect(try #require(Int(row.text(1))) < 40, "\(row.text(1)) rows read of \(row.text(0))") }
    try session.run("COMMIT")
    #expect(try side.harness.look(hold).status == .confirmed)
  }

  /// A hold that lapsed while it was paid for is being taken over as its seats are sold: they are found gone only when the
  /// row is written. Nobody else in the statement notices.
  @Test func aSeatTakenOverInTheMiddleUndoesTheStatement() throws {
    let side = try Side(seed: 1)
    let (harness, database) = (side.harness, side.database)
    let holds = try (0..<3).map { try harness.held($0, .seats(["s\($0)"])) }
    let payments = try holds.map { try harness.begin($0).0 }
    try database.lapse(holds[1])
    let taker = try database.session()
    defer { taker.close() }
    try taker.run(
      """
      BEGIN; SELECT outcome FROM hold_batch('{\(harness.id())}', '{hall}', '{user-9}', '{\(BookingDatabase.pass(9))}', '{hall}',
        '{seats}', '{1}', '{NULL}', '{NULL}', '{1}', '{s1}', 600, 1800, 300, 50, 50, true)
      """)
    var didCommit = false
    let timer = harness.loop.addTimer(after: .milliseconds(20), repeat: .milliseconds(20)) {
      let waiting = try? database.psql(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = '\(database.name)' AND wait_event_type = 'Lock'")
      guard !didCommit, waiting == "1" else { return }
      didCommit = (try? taker.run("COMMIT")) != nil
    }
    defer { timer.cancel() }
    let lost = StoredAnswer(status: 410, body: "{}")
    let before = harness.store.statistics.payments
    let steps = try harness.askAll(payments.indices) { index, reply in
      harness.store.sell(payments[index], reference: "r", booking: harness.id(), ifLost: lost, reply)
    }
    #expect(didCommit && steps == [.done, .lost, .done])
    let after = harness.store.statistics.payments
    #expect(after.statementsTotal - before.statementsTotal == 4, "one for all, then one for each")
    #expect(try database.psql("SELECT count(*) FROM seats WHERE status = 'SOLD'") == "2")
  }

  /// All steps of an order, as three statements.
  private func steps(_ hold: RecordID, _ number: Int) -> String {
    let begin = Begin(
      hold: hold, payment: RecordID("00000000-0000-7000-8000-00000000000\(number)")!, key: 0)
    let booking = RecordID("00000000-0000-7000-8000-00000000001\(number)")!
    return [beginAll([begin]), sellAll([begin.payment], [booking]), confirmAll([begin.payment])].joined(separator: ";")
  }

  private func order(_ number: Int, on side: Side) throws {
    try side.database.psql(steps(try side.harness.held(number, .seats(["s\(number)"])), number))
  }

  /// Some of them in another order, and some again.
  private func twice(_ payments: [RecordID], _ random: inout SeededRandom) -> [RecordID] {
    (payments + payments.prefix(6)).shuffled(using: &random)
  }

  /// The holds' time is over, and a seat of the first goes to somebody else.
  private func lapse(_ holds: [RecordID], on side: Side, taker: Int) throws {
    for hold in holds { try side.database.lapse(hold) }
    let seat = try side.database.psql("SELECT min(seat_id) FROM hold_items WHERE hold_id = '\(holds[0])'")
    #expect(try side.harness.hold(side.harness.cart(taker, .seats([seat]))).outcome == .held)
  }

  /// Ends the payment of a hold by one of the functions for one payment.
  private func end(
    _ function: String, _ arguments: String, _ outcome: String, _ hold: RecordID, on side: Side
  ) throws {
    let payment = "(SELECT id FROM payments WHERE hold_id = '\(hold)')"
    #expect(try side.database.psql("SELECT \(function)(\(payment), \(arguments))") == outcome)
  }

  /// `together` is one statement, `apart` one for each call; each gives a line a call, in the order of calls.
  private func agree(_ sides: [Side], together: String, apart: [String], among outcomes: Set<String>) throws {
    let all = try sides[0].database.psql(together)
    let met = Set(all.split(separator: "\n").map { String($0.prefix { $0 != "|" }) })
    #expect(met == outcomes)
    let single = try apart.map { try sides[1].database.psql($0) }.joined(separator: "\n")
    #expect(all == single)
    try expectEqualStates(sides)
  }

  private func expectEqualStates(_ sides: [Side]) throws {
    let states = try sides.map { try Self.state(of: $0).split(separator: "\n").sorted() }
    let difference = states[0].difference(from: states[1])
    #expect(difference.isEmpty, "\(difference)")
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
        checks, answer_scope, answer_key, deadline > created_at,
        round(extract(epoch FROM check_at - greatest(created_at, updated_at)) / 5) FROM payments ORDER BY id;
      SELECT 'booking', id, event_id, user_id, hold_id, total_amount, currency, payment_id, status,
        confirmed_at IS NULL, ended_at IS NULL FROM bookings ORDER BY id;
      SELECT 'ticket', booking_id, seat_id, event_id, tier, price_amount, revoked_at IS NULL FROM booking_seats
        ORDER BY booking_id, seat_id;
      SELECT 'moved', event_id, hold_id, from_status, to_status, (SELECT array_agg(s ORDER BY s) FROM unnest(seat_ids) AS s),
        quantity, reason FROM ledger ORDER BY 2, 3, 4, 5, 6, 7, 8;
      SELECT 'answer', scope, key, fingerprint, outcome, hold_id, status, body,
        round(extract(epoch FROM busy_until - created_at) / 5) FROM idempotency
        ORDER BY scope, key;
      SELECT 'pass', jti, state, ended_reason FROM passes ORDER BY jti;
      """)
  }
}
