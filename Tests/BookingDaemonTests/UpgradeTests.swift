import Booking
import BookingStore
import Postgres
import Schema
import TestKit
import Testing

/// A sale that an older program began goes on under this one.
@Suite struct UpgradeTests {
  @Test(arguments: [8, 9]) func holdsOfAnOlderSchemaGoOn(version: Int) throws {
    let server = try TestPostgres.start()
    let database = try BookingDatabase(on: server, migrations: Array(Migration.embedded.prefix(version)))
    try database.makePasses(0..<8)
    try database.makePasses(0..<2, room: "yard")
    let harness = try StoreHarness(database)
    let before = [
      harness.cart(0, .seats(["s0"])), harness.cart(1, .seats(["s1", "s2"])), harness.cart(2, .seats(["s3"])),
      harness.cart(0, .places(3), event: "yard"),
    ]
    #expect(try harness.hold(before).map(\.outcome) == [.held, .held, .held, .held])
    try database.lapse(before[2].id)

    let session = try database.session()
    defer { session.close() }
    #expect(try SchemaRunner().run(on: session) == Array(Migration.embedded.dropFirst(version)))

    #expect(try harness.ask { harness.store.giveBack(before[1].id, $0) } == .released)
    let after = [
      harness.cart(3, .seats(["s0"])), harness.cart(4, .seats(["s1"])), harness.cart(5, .seats(["s3"])),
      harness.cart(6, .seats(["s9"])), harness.cart(7, .seats(["s1", "s9"])),
      harness.cart(1, .places(4), event: "yard"),
    ]
    #expect(
      try harness.hold(after).map(\.outcome) == [.seatUnavailable, .held, .held, .held, .seatUnavailable, .held])
    #expect(try database.fsck() == "")
  }
}
