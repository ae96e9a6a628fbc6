import Booking
import BookingStore
import Postgres
import Primitives
import TestKit
import Testing

/// What the house keeps back from sale.
@Suite struct HouseTests {
  @Test func withheldSeatsAreNotForSaleUntilTheyAreOffered() throws {
    let database = try BookingDatabase()
    try database.makePasses(0..<4)
    let session = try database.session()
    defer { session.close() }
    func withhold(_ seats: [String], for name: String = "press") throws -> HouseOutcome {
      try HouseStock.withhold(.seats(seats), of: "hall", for: name, on: session)
    }
    let core = try ServiceHarness(database)
    _ = try core.held(3, ["s9"])
    #expect(try withhold(["s0", "s1"]) == .done(moved: 2))
    #expect(try withhold(["s0", "s1", "s2"]) == .done(moved: 1), "what is withheld already stays")
    #expect(try withhold(["s3", "s9"]) == .seatsUnavailable(["s9"]))
    #expect(try withhold(["s2"], for: "sponsors") == .seatsUnavailable(["s2"]))
    #expect(try withhold(["nowhere"]) == .unknownSeats(["nowhere"]))
    #expect(try HouseStock.withhold(.seats(["s0"]), of: "none", for: "press", on: session) == .unknownEvent)
    #expect(try HouseStock.withhold(.places(1), of: "hall", for: "press", on: session) == .wrongAdmission)
    #expect(try database.psql("SELECT count(*) FROM seats WHERE status = 'WITHHELD'") == "3")

    let refused = try core.send(
      "POST", "/bookings/hold", "{\"event_id\": \"hall\", \"seat_ids\": [\"s2\", \"s3\"]}", buyer: 0)
    #expect(refused.status == 409 && refused.code == "seat_unavailable")
    #expect(try refused.object["unavailable_seat_ids"]?.arrayValue?.compactMap(\.stringValue) == ["s2"])
    try waitUntil("buyers see them as sold") {
      let seats = try core.send("GET", "/events/hall/seats").object["seats"]?.arrayValue ?? []
      return seats.count { $0.objectValue?["status"]?.stringValue == "SOLD" } == 3
    }
    #expect(try HouseStock.offer(.seats(["s3"]), of: "hall", from: "press", on: session) == .seatsUnavailable(["s3"]))
    #expect(try HouseStock.offer(.seats(["s2"]), of: "hall", from: "press", on: session) == .done(moved: 1))
    #expect(try core.held(0, ["s2", "s3"]).id.isEmpty == false)
    #expect(try HouseStock.offer(.all, of: "hall", from: "press", on: session) == .done(moved: 2))
    #expect(try HouseStock.offer(.all, of: "hall", from: "press", on: session) == .done(moved: 0))
    #expect(try database.fsck() == "")
  }

  @Test func placesAreCountedForTheHouse() throws {
    let database = try BookingDatabase()
    try database.makePasses(0..<8, room: "yard")
    let session = try database.session()
    defer { session.close() }
    let harness = try StoreHarness(database)
    #expect(try HouseStock.withhold(.places(18), of: "yard", for: "guests", on: session) == .done(moved: 18))
    #expect(try HouseStock.withhold(.places(3), of: "yard", for: "guests", on: session) == .tooFew)
    #expect(try harness.hold(harness.cart(0, .places(3), event: "yard")).outcome == .noBlock)
    #expect(try harness.hold(harness.cart(1, .places(2), event: "yard")).outcome == .held)
    #expect(try harness.hold(harness.cart(2, .places(1), event: "yard")).outcome == .contended)
    #expect(try HouseStock.offer(.places(19), of: "yard", from: "guests", on: session) == .tooFew)
    #expect(try HouseStock.offer(.places(4), of: "yard", from: "guests", on: session) == .done(moved: 4))
    #expect(try harness.hold(harness.cart(3, .places(4), event: "yard")).outcome == .held)
    #expect(try HouseStock.offer(.all, of: "yard", from: "guests", on: session) == .done(moved: 14))
    #expect(try database.psql("SELECT held, sold, withheld FROM general_admission") == "6|0|0")
    #expect(try database.fsck() == "")
  }
}
