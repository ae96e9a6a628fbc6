import Booking
import BookingStore
import Postgres
import Primitives
import TestKit
import Testing

@Suite struct ImportTests {
  @Test func aSecondRunChangesNothing() throws {
    let database = try BookingDatabase()
    let session = try database.session()
    defer { session.close() }
    for document in [BookingDatabase.hall, BookingDatabase.yard] {
      let report = try EventImport.run(document, on: session)
      #expect(report.isUnchanged)
      #expect(report.description == "event \(document.id): nothing changed")
    }
  }

  @Test func theDemoSaleComesInOnce() throws {
    let database = try BookingDatabase()
    let session = try database.session()
    defer { session.close() }
    for document in DemoSale.events {
      let report = try EventImport.run(document, on: session)
      #expect(report.isNew && report.seatsAdded == document.seats.count)
      #expect(try EventImport.run(document, on: session).isUnchanged)
    }
    #expect(try database.psql("SELECT count(*) FROM seats WHERE event_id = 'demo'") == "50000")
    #expect(try database.psql("SELECT capacity FROM general_admission WHERE event_id = 'demo-ga'") == "10000")
    #expect(try database.fsck() == "")
  }

  /// A seat that was given back may leave the hall; who had it can still look at what he had.
  @Test func aHoldOutlivesItsSeat() throws {
    let database = try BookingDatabase()
    try database.makePasses(0..<1)
    let harness = try StoreHarness(database)
    let hold = try harness.held(0, .seats(["s9"]))
    #expect(try harness.ask { harness.store.giveBack(hold, $0) } == .released)
    let session = try database.session()
    defer { session.close() }
    var document = BookingDatabase.hall
    document.seats.removeAll { $0.id == "s9" }
    #expect(try EventImport.run(document, on: session).seatsRemoved == 1)
    #expect(
      try harness.look(hold).items
        == #"[{"seat_id":"s9","section":null,"row":null,"number":null,"tier":"all","price":1000}]"#)
  }

  @Test func whatIsHeldOrSoldStays() throws {
    let database = try BookingDatabase()
    try database.makePasses(0..<2)
    let harness = try StoreHarness(database)
    _ = try harness.held(0, .seats(["s0"]))
    _ = try harness.buy(harness.held(1, .seats(["s1"])))
    let session = try database.session()
    defer { session.close() }
    var document = BookingDatabase.hall
    document.seats.reverse()
    document.tiers[0].price = 7
    document.seats.removeAll { $0.id == "s9" }
    let report = try EventImport.run(document, on: session)
    #expect(!report.isNew && report.seatsRemoved == 1 && report.seatsAdded == 0 && report.seatsChanged == 39)
    #expect(
      try database.psql("SELECT status FROM seats WHERE seat_id IN ('s0', 's1') ORDER BY seat_id") == "HELD\nSOLD")
    #expect(try database.psql("SELECT ordinal FROM seats WHERE seat_id = 's39'") == "0")
    #expect(try database.psql("SELECT DISTINCT total_amount FROM holds") == "1000", "as it was offered")
    #expect(try database.fsck() == "")
    document.seats.removeAll { $0.id == "s1" }
    let fault = try #require(throws: StoreFault.self) { try EventImport.run(document, on: session) }
    #expect("\(fault)".contains("s1"), "\(fault)")
    #expect(try database.psql("SELECT count(*) FROM seats WHERE event_id = 'hall'") == "39", "nothing was changed")
  }

  @Test func capacityCannotFallBelowWhatIsTaken() throws {
    let database = try BookingDatabase()
    try database.makePasses(0..<2, room: "yard")
    let harness = try StoreHarness(database)
    _ = try harness.held(0, .places(4), event: "yard")
    let session = try database.session()
    defer { session.close() }
    var document = BookingDatabase.yard
    document.generalAdmission?.capacity = 3
    #expect(throws: StoreFault.self) { try EventImport.run(document, on: session) }
    document.generalAdmission?.capacity = 5
    #expect(try EventImport.run(document, on: session).areDetailsChanged)
    #expect(try harness.hold(harness.cart(1, .places(2), event: "yard")).outcome == .noBlock)
    #expect(try database.fsck() == "")
  }
}
