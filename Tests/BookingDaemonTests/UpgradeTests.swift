import Booking
import BookingStore
import Postgres
import Primitives
import Schema
import TestKit
import Testing

/// A sale that an older program began goes on under this one.
@Suite struct UpgradeTests {
  @Test(arguments: [8, 9, 10, 12]) func holdsOfAnOlderSchemaGoOn(version: Int) throws {
    let server = try TestPostgres.start()
    let database = try BookingDatabase(on: server, migrations: Array(Migration.embedded.prefix(version)))
    try database.makePasses(0..<9)
    try database.makePasses(0..<2, room: "yard")
    let before = (0..<5).map { "00000000-0000-7000-8000-00000000000\($0)" }
    for (buyer, seats) in [["s0"], ["s1", "s2"], ["s3"]].enumerated() {
      try hold(before[buyer], buyer, "hall", "'{seats}', '{\(seats.count)}'", seats, in: database)
    }
    try hold(before[3], 0, "yard", "'{places}', '{3}'", [], in: database)
    try hold(before[4], 8, "hall", "'{seats}', '{1}'", ["s20"], in: database)
    let lapsed = try #require(RecordID(before[2]))
    try database.lapse(lapsed)
    let payment = "00000000-0000-7000-8000-0000000000aa"
    #expect(
      try database.psql(
        """
        SELECT outcome FROM payment_begin('\(before[4])', '\(payment)', 'test', 'test_ok', sha256('key'), sha256('body'),
          300, 15)
        """) == "started")

    let session = try database.session()
    defer { session.close() }
    #expect(try SchemaRunner().run(on: session) == Array(Migration.embedded.dropFirst(version)))

    let harness = try StoreHarness(database)
    let second = try #require(RecordID(before[1]))
    #expect(try harness.ask { harness.store.giveBack(second, $0) } == .released)
    let after = [
      harness.cart(3, .seats(["s0"])), harness.cart(4, .seats(["s1"])), harness.cart(5, .seats(["s3"])),
      harness.cart(6, .seats(["s9"])), harness.cart(7, .seats(["s1", "s9"])),
      harness.cart(1, .places(4), event: "yard"),
    ]
    #expect(
      try harness.hold(after).map(\.outcome) == [.seatUnavailable, .held, .held, .held, .seatUnavailable, .held])
    try finish(try #require(RecordID(payment)), with: harness)
    #expect(try database.fsck() == "")
  }

  /// As a program of that time put it.
  private func hold(
    _ id: String, _ buyer: Int, _ event: String, _ wish: String, _ seats: [String], in database: BookingDatabase
  ) throws {
    let carts = seats.map { _ in "1" }.joined(separator: ",")
    let outcome = try database.psql(
      """
      SELECT outcome FROM hold_batch('{\(id)}', '{\(event)}', '{user-\(buyer)}',
        '{\(BookingDatabase.pass(buyer, room: event))}', '{\(event)}', \(wish), '{NULL}', '{NULL}', '{\(carts)}',
        '{\(seats.joined(separator: ","))}', 600, 1800, 300, 50, 50, true)
      """)
    #expect(outcome == "held")
  }

  private func finish(_ payment: RecordID, with harness: StoreHarness) throws {
    let entry = PaymentBookEntry(payment: payment, amount: 1_000, method: "test_ok", status: .captured)
    _ = try harness.wait { harness.store.open(entry, $0) }.get()
    let answer = StoredAnswer(status: 200, body: "{}")
    #expect(
      try harness.ask { harness.store.sell(payment, reference: "r", booking: harness.id(), ifLost: answer, $0) }
        == .done)
    #expect(try harness.ask { harness.store.confirm(payment, answer: answer, $0) } == .done)
  }
}
