import BookingStore
import Configuration
import Postgres
import Primitives
import TestKit
import Testing

/// The database goes away and comes back.
@Suite struct OutageTests {
  /// While it is silent, who waits for a statement waits no longer than one may take: none is put for them any more.
  @Test func whoWaitsForASilentDatabaseIsToldInTime() throws {
    let database = try BookingDatabase()
    let harness = try StoreHarness(database) { $0.postgres.queryDeadline = .milliseconds(300) }
    let hold = harness.id()
    func answers() throws -> Bool {
      let look: Result<HoldView?, StoreFault> = try harness.wait { harness.store.look(hold, $0) }
      if case .success = look { return true }
      return false
    }
    try waitUntil("the store answers") { try answers() }
    let session = try database.session()
    defer { session.close() }
    _ = try session.run("BEGIN; LOCK TABLE holds IN ACCESS EXCLUSIVE MODE")
    let before = harness.store.statistics.looks.callsTotal
    let faults: [StoreFault] = try harness.wait { done in
      var faults: [StoreFault] = []
      for _ in 0..<300 {
        harness.store.look(hold) {
          if case .failure(let fault) = $0 { faults.append(fault) }
          if faults.count == 300 { done(faults) }
        }
      }
    }
    #expect(harness.store.statistics.looks.callsTotal - before < 300)
    #expect(faults.contains(.timeout))
    _ = try session.run("ROLLBACK")
    try waitUntil("the store answers again") { try answers() }
  }

  @Test func bookingRefusesAtOnceBrowsingGoesOnAndAllRecovers() throws {
    let server = try TestPostgres.start(TestPostgresOptions(synchronizes: true))
    let database = try BookingDatabase(on: server)
    try database.makePasses(0..<4)
    let core = try ServiceHarness(database) { $0.postgres.connectTimeout = .seconds(1) }
    let hold = try core.held(0, ["s0"])
    #expect(try core.pay(hold).status == 200)
    #expect(try core.send("GET", "/events/hall/seats").status == 200)
    server.kill()
    try waitUntil("the outage is noticed") { try core.send("GET", "/readyz").status == 503 }
    #expect(try core.send("GET", "/healthz").status == 200)
    let body = "{\"event_id\": \"hall\", \"seat_ids\": [\"s1\"]}"
    try promptly("booking refuses at once", within: .seconds(3)) { _ in
      let refused = try core.send("POST", "/bookings/hold", body, buyer: 1)
      #expect(refused.status == 503 && refused.code == "booking_unavailable" && refused["retry-after"] != nil)
    }
    try waitUntil("browsing goes on, and says that it is stale") {
      let seats = try core.send("GET", "/events/hall/seats")
      return try seats.status == 200 && seats.object["stale"]?.boolValue == true
    }
    #expect(try core.send("GET", "/events").status == 200 && core.send("GET", "/shop").status == 200)
    try server.restart()
    try waitUntil("the core is ready again", timeout: .seconds(20)) { try core.send("GET", "/readyz").status == 200 }
    #expect(try core.held(1, ["s1"]).id != hold.id)
    #expect(try core.look(hold)["status"]?.stringValue == "CONFIRMED", "a confirmed answer survives kill -9")
    try waitUntil("stock is fresh") { try core.send("GET", "/events/hall/seats").object["stale"]?.boolValue == false }
    #expect(try database.fsck() == "")
  }
}
