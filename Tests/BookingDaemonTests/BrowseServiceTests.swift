import Booking
import BookingStore
import Configuration
import Postgres
import Primitives
import TestKit
import Testing

@Suite struct BrowseServiceTests {
  private static func setUp() throws -> (BookingDatabase, ServiceHarness) {
    let database = try BookingDatabase()
    try database.makePasses(0..<10)
    try database.makePasses(0..<10, room: "yard")
    return (database, try ServiceHarness(database))
  }

  @Test func eventsAreListedAndCached() throws {
    let (_, core) = try Self.setUp()
    let list = try core.send("GET", "/events")
    let events = try #require(try list.object["events"]?.arrayValue?.compactMap(\.objectValue))
    #expect(events.compactMap { $0["event_id"]?.stringValue } == ["hall", "yard"])
    #expect(events[0]["venue"]?.objectValue?["venue_id"]?.stringValue == "house")
    #expect(events[0]["room"]?.stringValue == "hall" && events[1]["admission"]?.stringValue == "general")
    #expect(events[0]["tiers"]?.arrayValue?.first?.objectValue?["price"]?.integerValue == 1_000)
    #expect(list["cache-control"]?.contains("s-maxage") == true && list["set-cookie"] == nil)
    let tag = try #require(list["etag"])
    let again = try core.send("GET", "/events", headers: [("If-None-Match", "\"x\", \(tag)")])
    #expect(again.status == 304 && again.body.isEmpty && again["etag"] == tag)
    let one = try core.send("GET", "/events/yard")
    #expect(try one.status == 200 && one.object["capacity"]?.integerValue == 20)
    #expect(try core.send("GET", "/events/none").status == 404)
  }

  @Test func seatsShowWhatIsHeldAndSold() throws {
    let (database, core) = try Self.setUp()
    func statuses() throws -> [String: String] {
      let reply = try core.send("GET", "/events/hall/seats")
      let object = try reply.object
      #expect(object["event_id"]?.stringValue == "hall" && object["stale"]?.boolValue == false)
      #expect(WallInstant(rfc3339: object["as_of"]?.stringValue ?? "") != nil)
      let list = object["seats"]?.arrayValue?.compactMap { $0.objectValue }
      let seats = try #require(list)
      #expect(seats.count == 40)
      return Dictionary(
        uniqueKeysWithValues: seats.map { ($0["seat_id"]?.stringValue ?? "", $0["status"]?.stringValue ?? "") })
    }
    #expect(try Set(statuses().values) == ["AVAILABLE"])
    let first = try core.send("GET", "/events/hall/seats")
    let tag = try #require(first["etag"])
    #expect(try core.send("GET", "/events/hall/seats", headers: [("If-None-Match", tag)]).status == 304)
    _ = try core.held(0, ["s0"])
    let hold = try core.held(1, ["s5"])
    #expect(try core.pay(hold).status == 200)
    try waitUntil("the cache is over") { try statuses()["s0"] == "HELD" && statuses()["s5"] == "SOLD" }
    #expect(try core.send("GET", "/events/hall/seats", headers: [("If-None-Match", tag)]).status == 200)
    try database.psql("UPDATE seats SET hold_expires_at = now() - interval '1 second' WHERE seat_id = 's0'")
    try waitUntil("what lapsed is free") { try statuses()["s0"] == "AVAILABLE" }
    #expect(try core.send("GET", "/events/yard/seats").object["seats"]?.arrayValue == [])
  }

  @Test func availabilityIsForThoseWhoCameThroughTheGateway() throws {
    let (_, core) = try Self.setUp()
    let refused = try core.send("GET", "/events/hall/availability")
    #expect(refused.status == 401 && refused.code == "ticket_required")
    _ = try core.held(0, ["s0", "s3"])
    try waitUntil("the hold is seen") {
      let reply = try core.send("GET", "/events/hall/availability", buyer: 1)
      let object = try reply.object
      let packed = try #require(Base64URL.decode(object["seats"]?.stringValue ?? ""))
      #expect(packed.count == 10)
      return object["free"]?.integerValue == 38 && object["held"]?.integerValue == 2 && packed[0] == 0b0100_0001
    }
    let places = try core.send("GET", "/events/yard/availability", buyer: 1, room: "yard")
    #expect(try places.object["free"]?.integerValue == 20 && places.object["seats"]?.isNull == true)
    let tag = try #require(places["etag"])
    let again = try core.send(
      "GET", "/events/yard/availability", buyer: 1, room: "yard", headers: [("If-None-Match", tag)])
    #expect(again.status == 304)
  }

  @Test func theMapIsKeptUnderItsHash() throws {
    let (_, core) = try Self.setUp()
    let map = try core.send("GET", "/events/hall/seatmap.svg")
    #expect(map.status == 200 && map["content-type"] == "image/svg+xml")
    #expect(map.body.contains("id=\"s39\"") && !map.body.contains("HELD"))
    #expect(map["cache-control"]?.contains("immutable") == true)
    let tag = try #require(map["etag"])
    #expect(try core.send("GET", "/events/hall/seatmap.svg", headers: [("If-None-Match", tag)]).status == 304)
    let forever = try core.send("GET", "/events/hall/seatmap.svg?v=\(tag.dropFirst().dropLast())")
    #expect(forever["cache-control"] == "public, max-age=31536000, immutable")
    #expect(try core.send("GET", "/events/yard/seatmap.svg").status == 404)
  }

  @Test func stockForTheRooms() throws {
    let (_, core) = try Self.setUp()
    _ = try core.held(0, ["s0", "s1", "s2"])
    try waitUntil("the hold is seen") {
      let events = try core.send("GET", "/stock").object["events"]?.arrayValue?.compactMap(\.objectValue) ?? []
      guard events.map({ $0["in_payment"]?.integerValue }) == [0, 0] else { return false }
      return events.map { $0["free"]?.integerValue } == [37, 20] && events.map { $0["held"]?.integerValue } == [3, 0]
    }
  }

  @Test func availabilityIsPushedWhenItChanges() throws {
    let (_, core) = try Self.setUp()
    let target = "/events/hall/availability/stream"
    #expect(try core.send("GET", target).code == "ticket_required")
    #expect(try core.send("GET", "/events/none/availability/stream", buyer: 0).status == 404)
    let headers = core.identity("GET", target, user: "user-0", room: "hall", pass: "")
    let socket = try RawSocket(unix: core.socket)
    try socket.send(
      "GET \(target) HTTP/1.1\r\nHost: core\r\n" + headers.map { "\($0.0): \($0.1)\r\n" }.joined() + "\r\n")
    let first = try socket.receive(until: "\n\n")
    #expect(first.contains("200 OK") && first.contains("Content-Type: text/event-stream"))
    #expect(first.contains("event: availability\ndata: {\"event_id\":\"hall\"") && first.contains("\"free\":40"))
    let hold = try core.held(1, ["s0", "s1"])
    #expect(try socket.receive(until: "\"free\":38").contains("\"held\":2"))
    #expect(try core.send("DELETE", "/bookings/\(hold.id)", headers: [("Usher-Hold", hold.token)]).status == 204)
    #expect(try socket.receive(until: "\"free\":40").contains("\"held\":0"))
    socket.close()
    try waitUntil("the core goes on") { try core.send("GET", "/healthz").status == 200 }
  }

  @Test func pagesWorkWithoutAScript() throws {
    let (database, core) = try Self.setUp()
    let html = [("Accept", "text/html")]
    #expect(try core.send("GET", "/")["location"] == "/shop")
    for path in ["/shop", "/shop/hall", "/shop/yard"] {
      let page = try core.send("GET", path, headers: html)
      #expect(page.status == 200 && page["content-type"] == "text/html; charset=utf-8" && page["set-cookie"] == nil)
      #expect(page["cache-control"]?.hasPrefix("public") == true && page["content-security-policy"] != nil)
    }
    #expect(try core.send("GET", "/shop/none", headers: html).status == 404)
    #expect(try core.send("GET", "/shop/hall/seats?section=none", headers: html).status == 404)
    let map = try core.send("GET", "/shop/hall/seats?section=left", headers: html)
    #expect(map.status == 200 && map["cache-control"] == "no-store" && map.body.contains("value=\"s19\""))
    let form = "application/x-www-form-urlencoded"
    let held = try core.send(
      "POST", "/bookings/hold", "event_id=hall&quantity=2&best_available=1&section=&idempotency_key=abcdef",
      buyer: 0, headers: html, type: form)
    #expect(held.status == 303)
    let path = try #require(held["location"])
    let cookie = try #require(held["set-cookie"]?.split(separator: ";").first.map(String.init))
    let browser = html + [("Cookie", cookie)]
    let page = try core.send("GET", path, headers: browser)
    #expect(page.status == 200 && page.body.contains("action=\"\(path)/pay\""))
    let declined = try core.send(
      "POST", "\(path)/pay", "payment_method=test_decline&idempotency_key=k1", headers: browser, type: form)
    #expect(declined.status == 402 && declined.body.contains("id=\"notice\""))
    let paid = try core.send(
      "POST", "\(path)/pay", "payment_method=test_ok&idempotency_key=k2", headers: browser, type: form)
    #expect(paid.status == 303 && paid["location"] == path)
    #expect(try core.send("GET", path, headers: browser).body.contains("confirmed-heading"))
    let taken = try #require(
      try database.psql("SELECT seat_id FROM seats WHERE status = 'SOLD'").split(separator: "\n").first)
    let refused = try core.send(
      "POST", "/bookings/hold", "event_id=hall&seat_id=\(taken)&section=left", buyer: 1, headers: html, type: form)
    #expect(refused.status == 409 && refused.body.contains("id=\"notice\"") && refused.body.contains("seat-form"))
    let other = try core.send(
      "POST", "/bookings/hold", "event_id=hall&seat_id=s39", buyer: 1, headers: html, type: form)
    let second = try #require(other["location"])
    let secondCookie = try #require(other["set-cookie"]?.split(separator: ";").first.map(String.init))
    let back = try core.send("POST", "\(second)/give-back", "", headers: html + [("Cookie", secondCookie)], type: form)
    #expect(back.status == 303 && back["location"] == "/shop/hall")
    #expect(try database.fsck() == "")
  }

  @Test func anImportShowsWithoutARestart() throws {
    let (database, core) = try Self.setUp()
    #expect(try core.send("GET", "/events/hall/seats").status == 200)
    let session = try database.session()
    defer { session.close() }
    var document = BookingDatabase.hall
    document.name = "The New Hall"
    document.seats.removeLast()
    _ = try EventImport.run(document, on: session)
    try waitUntil("the new version shows") {
      try core.send("GET", "/events/hall").object["name"]?.stringValue == "The New Hall"
        && core.send("GET", "/events/hall/seats").object["seats"]?.arrayValue?.count == 39
    }
  }

  /// Who comes to an event that was just imported finds it, however long its list is kept.
  @Test func aNewEventIsFoundThoughTheListIsKept() throws {
    let database = try BookingDatabase()
    let core = try ServiceHarness(database) { $0.booking.seatsCacheLifetime = .seconds(3_600) }
    #expect(try core.send("GET", "/shop/annex").status == 404)
    let session = try database.session()
    defer { session.close() }
    var document = BookingDatabase.hall
    document.id = "annex"
    _ = try EventImport.run(document, on: session)
    try waitUntil("the new event is found") { try core.send("GET", "/shop/annex").status == 200 }
    #expect(try core.send("GET", "/events/nowhere").status == 404)
  }

  @Test func healthReadinessAndMetrics() throws {
    let (_, core) = try Self.setUp()
    #expect(try core.send("GET", "/healthz").status == 200)
    #expect(try core.send("GET", "/readyz").status == 200)
    _ = try core.held(0, ["s0"])
    let metrics = try core.send("GET", "/metrics")
    #expect(metrics.status == 200)
    #expect(metrics.body.contains("usher_booking_holds_total{outcome=\"held\"} 1"))
  }
}
