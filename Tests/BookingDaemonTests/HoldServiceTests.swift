import Primitives
import TestKit
import Testing

@Suite struct HoldServiceTests {
  private static func setUp() throws -> (BookingDatabase, ServiceHarness) {
    let database = try BookingDatabase()
    try database.makePasses(0..<30)
    try database.makePasses(0..<30, room: "yard")
    return (database, try ServiceHarness(database))
  }

  @Test func aHoldIsWonLookedAtAndGivenBack() throws {
    let (database, core) = try Self.setUp()
    let reply = try core.send(
      "POST", "/bookings/hold", "{\"event_id\": \"hall\", \"seat_ids\": [\"s0\", \"s1\"]}", buyer: 0)
    #expect(reply.status == 201)
    let hold = try reply.object
    let id = try #require(hold["hold_id"]?.stringValue)
    let token = try #require(hold["hold_token"]?.stringValue)
    #expect(hold["status"]?.stringValue == "HELD" && hold["total"]?.integerValue == 2_000)
    #expect(hold["items"]?.arrayValue?.count == 2 && hold["currency"]?.stringValue == "EUR")
    #expect(WallInstant(rfc3339: hold["expires_at"]?.stringValue ?? "") != nil)
    #expect(reply["location"] == "/bookings/\(id)" && reply["cache-control"] == "no-store")
    let cookie = try #require(reply["set-cookie"])
    #expect(cookie.hasPrefix("usher_hold_\(id)=\(token); ") && cookie.contains("HttpOnly"))
    let path = "/bookings/\(id)"
    for headers in [[("Usher-Hold", token)], [("Cookie", "a=b; usher_hold_\(id)=\(token)")]] {
      let look = try core.send("GET", path, headers: headers)
      #expect(look.status == 200)
      #expect(try look.object["status"]?.stringValue == "HELD" && look.object["hold_token"] == nil)
    }
    #expect(try core.send("GET", path, buyer: 0).status == 200, "the pass it was made with")
    #expect(try core.send("DELETE", path, headers: [("Usher-Hold", token)]).status == 204)
    #expect(try core.send("DELETE", path, headers: [("Usher-Hold", token)]).status == 204)
    #expect(try core.look((id, token))["status"]?.stringValue == "RELEASED")
    #expect(try database.fsck() == "")
  }

  /// Somebody else's hold is 404 everywhere, as one that never was.
  @Test func otherPeoplesHoldsAreNotThere() throws {
    let (_, core) = try Self.setUp()
    let mine = try core.held(0, ["s0"])
    let theirs = try core.held(1, ["s1"])
    let never = "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"
    let pay = "{\"payment_method\": \"test_ok\"}"
    for (id, headers) in [
      (mine.id, [("Usher-Hold", theirs.token)]), (mine.id, []), (mine.id, [("Usher-Hold", "")]),
      (never, [("Usher-Hold", mine.token)]),
      // The header decides alone.
      (mine.id, [("Usher-Hold", theirs.token), ("Cookie", "usher_hold_\(mine.id)=\(mine.token)")]),
    ] {
      for (method, suffix, body) in [
        ("GET", "", nil), ("DELETE", "", nil), ("POST", "/pay", pay), ("POST", "/give-back", nil),
      ] {
        let reply = try core.send(
          method, "/bookings/\(id)\(suffix)", body, headers: headers + [("Idempotency-Key", "k")])
        #expect(reply.status == 404, "\(method) \(suffix) \(headers)")
      }
    }
    #expect(try core.send("GET", "/bookings/\(mine.id)", buyer: 1).status == 404)
    #expect(try core.send("GET", "/bookings/not-an-id").status == 404)
    #expect(
      try core.send("GET", "/bookings/\(mine.id)/ticket.pdf", headers: [("Usher-Hold", mine.token)]).status == 404)
    #expect(try core.look(mine)["status"]?.stringValue == "HELD")
  }

  @Test func theSameAgainIsTwoHundred() throws {
    let (_, core) = try Self.setUp()
    let first = try core.held(0, ["s0", "s1"])
    let again = try core.send(
      "POST", "/bookings/hold", "{\"seat_ids\": [\"s1\", \"s0\"], \"event_id\": \"hall\"}", buyer: 0)
    #expect(again.status == 200)
    #expect(
      try again.object["hold_id"]?.stringValue == first.id && again.object["hold_token"]?.stringValue == first.token)
    let other = try core.send("POST", "/bookings/hold", "{\"event_id\": \"hall\", \"seat_ids\": [\"s5\"]}", buyer: 0)
    #expect(other.status == 409 && other.code == "limit_exceeded")
  }

  @Test func refusals() throws {
    let (database, core) = try Self.setUp()
    _ = try core.held(0, ["s0", "s1"])
    let taken = try core.send(
      "POST", "/bookings/hold", "{\"event_id\": \"hall\", \"seat_ids\": [\"s1\", \"s2\"]}", buyer: 1)
    #expect(taken.status == 409 && taken.code == "seat_unavailable" && taken["retry-after"] != nil)
    #expect(try taken.object["unavailable_seat_ids"]?.arrayValue == [.string("s1")])
    #expect(taken["content-type"] == "application/problem+json")
    for (body, room, status, code) in [
      ("{\"event_id\": \"hall\", \"seat_ids\": [\"s98\"]}", "hall", 422, "unprocessable"),
      ("{\"event_id\": \"nowhere\", \"seat_ids\": [\"s1\"]}", "hall", 404, "not_found"),
      ("{\"event_id\": \"yard\", \"quantity\": 1}", "hall", 403, "pass_required"),
      ("{\"event_id\": \"hall\", \"quantity\": 1}", "hall", 422, "unprocessable"),
      ("{\"event_id\": \"yard\", \"best_available\": {\"quantity\": 2}}", "yard", 422, "unprocessable"),
      ("{\"event_id\": \"yard\", \"quantity\": 5}", "yard", 409, "limit_exceeded"),
      ("{\"event_id\": \"hall\", \"seat_ids\": []}", "hall", 422, "unprocessable"),
      ("{\"event_id\": \"hall\", \"seat_ids\": [\"s1\", \"s1\"]}", "hall", 422, "unprocessable"),
      ("{\"event_id\": \"yard\", \"quantity\": 0}", "yard", 422, "unprocessable"),
      ("{\"event_id\": \"yard\", \"quantity\": -1}", "yard", 422, "unprocessable"),
      (
        "{\"event_id\": \"hall\", \"best_available\": {\"quantity\": 2, \"section\": \"none\"}}", "hall", 409,
        "no_block"
      ),
    ] {
      let reply = try core.send("POST", "/bookings/hold", body, buyer: 2, room: room)
      #expect(reply.status == status && reply.code == code, "\(body): \(reply)")
    }
    #expect(try database.fsck() == "")
  }

  /// What is not the JSON that was asked for is 400, and says where.
  @Test(arguments: [
    ("", "bad"), ("{", "ends too early"), ("[]", "expected an object"), ("{\"event_id\": \"hall\"}", "exactly one of"),
    ("{\"event_id\": \"hall\", \"seat_ids\": [\"s1\"], \"quantity\": 1}", "exactly one of"),
    ("{\"event_id\": \"hall\", \"seat_ids\": \"s1\"}", "field `seat_ids`: expected a list"),
    ("{\"event_id\": \"hall\", \"seat_ids\": [1]}", "field `seat_ids[0]`"),
    ("{\"event_id\": 5, \"seat_ids\": [\"s1\"]}", "field `event_id`"),
    ("{\"event_id\": \"hall\", \"seat_ids\": [\"s1\"], \"seats\": 1}", "field `seats`: unknown field"),
    ("{\"event_id\": \"hall\", \"seat_ids\": [\"s1\"], \"event_id\": \"x\"}", "twice in one object"),
    ("{\"event_id\": \"hall\", \"quantity\": 1.5}", "field `quantity`"),
    ("{\"event_id\": \"hall\", \"best_available\": {\"quantity\": 1, \"row\": 2}}", "best_available.row"),
    ("{\"event_id\": \"hall\", \"best_available\": {}}", "best_available.quantity"),
    ("{\"event_id\": \"hall\", \"seat_ids\": [\"s1\"]} x", "follows the end"),
  ])
  func malformedBodies(body: String, words: String) throws {
    let (database, core) = try Self.setUp()
    let reply = try core.send("POST", "/bookings/hold", body, buyer: 0)
    #expect(reply.status == 400, "\(reply)")
    if words != "bad" { #expect(reply.body.contains(words), "\(reply)") }
    #expect(try database.psql("SELECT count(*) FROM holds") == "0")
  }

  @Test func onlyTheGatewayIsBelieved() throws {
    let (database, core) = try Self.setUp()
    let body = "{\"event_id\": \"hall\", \"seat_ids\": [\"s1\"]}"
    func status(_ headers: [(String, String)], _ target: String = "/bookings/hold") throws -> Int {
      try core.send("POST", target, body, headers: headers).status
    }
    let good = core.identity("POST", "/bookings/hold", user: "user-0", room: "hall", pass: BookingDatabase.pass(0))
    #expect(try status([]) == 403)
    #expect(try status(good.filter { $0.0 != "Usher-Signature" }) == 403)
    for name in ["Usher-User", "Usher-Room", "Usher-Pass-Id", "Usher-Network"] {
      #expect(try status(good.map { ($0.0, $0.0 == name ? $0.1 + "x" : $0.1) }) == 403, "\(name)")
      #expect(try status(good + [(name, "x")]) == 403, "\(name) twice")
    }
    #expect(try status(good, "/bookings/hold?x=1") == 403, "signed for another target")
    let foreign = ServiceHarnessKeys.identity(user: "user-0", room: "hall", pass: BookingDatabase.pass(0))
    #expect(try status(foreign) == 403, "signed with another key")
    #expect(try status(good) == 201)
    #expect(try database.fsck() == "")
  }

  @Test func keysOfHolds() throws {
    let (_, core) = try Self.setUp()
    let body = "{\"event_id\": \"hall\", \"seat_ids\": [\"s0\"]}"
    func hold(_ body: String, key: String) throws -> RawReply {
      try core.send("POST", "/bookings/hold", body, buyer: 0, headers: [("Idempotency-Key", key)])
    }
    let first = try hold(body, key: "\"abc\"")
    #expect(first.status == 201 && first["idempotency-replayed"] == nil)
    for key in ["\"abc\"", "abc"] {
      let again = try hold("{ \"seat_ids\":[\"s0\"],\"event_id\":\"hall\" }", key: key)
      #expect(again.status == 201 && again["idempotency-replayed"] == "true" && again.body == first.body)
    }
    let other = try hold("{\"event_id\": \"hall\", \"seat_ids\": [\"s1\"]}", key: "abc")
    #expect(other.status == 422 && other.code == "idempotency_mismatch")
    #expect(try hold(body, key: "").status == 400)
    #expect(try hold(body, key: "a b").status == 400)
    #expect(try hold(body, key: String(repeating: "x", count: 256)).status == 400)
    let refused = try core.send("POST", "/bookings/hold", body, buyer: 1, headers: [("Idempotency-Key", "k")])
    #expect(refused.status == 409 && refused["idempotency-replayed"] == nil)
    let again = try core.send("POST", "/bookings/hold", body, buyer: 1, headers: [("Idempotency-Key", "k")])
    #expect(again.status == 409 && again["idempotency-replayed"] == "true")
  }

  @Test func bestAvailableSitsTogether() throws {
    let (database, core) = try Self.setUp()
    // So few that they fit in however the rows are chosen.
    for buyer in 0..<7 {
      let quantity = buyer % 4 + 1
      let section = buyer % 2 == 0 ? ", \"section\": \"right\"" : ""
      let reply = try core.send(
        "POST", "/bookings/hold",
        "{\"event_id\": \"hall\", \"best_available\": {\"quantity\": \(quantity)\(section)}}", buyer: buyer)
      #expect(reply.status == 201, "\(reply)")
      let items = try #require(try reply.object["items"]?.arrayValue?.compactMap(\.objectValue))
      let numbers = items.compactMap { Int($0["number"]?.stringValue ?? "") }
      #expect(numbers == Array(numbers[0]..<numbers[0] + quantity), "\(numbers)")
      #expect(Set(items.compactMap { $0["row"]?.stringValue }).count == 1)
      if !section.isEmpty { #expect(items.allSatisfy { $0["section"]?.stringValue == "right" }) }
    }
    #expect(try database.fsck() == "")
  }

  @Test func bestAvailableSaysWhatIsLeft() throws {
    let (database, core) = try Self.setUp()
    func hold(_ quantity: Int, _ buyer: Int) throws -> RawReply {
      try core.send(
        "POST", "/bookings/hold", "{\"event_id\": \"hall\", \"best_available\": {\"quantity\": \(quantity)}}",
        buyer: buyer)
    }
    // Four in the middle of each row of ten; three are left on either side.
    for buyer in 0..<4 { #expect(try hold(4, buyer).status == 201) }
    let none = try hold(4, 20)
    #expect(none.status == 409 && none.code == "no_block" && none["retry-after"] != nil)
    for buyer in 4..<12 { #expect(try hold(3, buyer).status == 201) }
    let empty = try hold(1, 20)
    #expect(empty.status == 409 && empty.code == "contended", "all are held, and may come back")
    #expect(try database.fsck() == "")
  }

  /// Many at once over the whole hall: everybody who fits gets seats, and nobody the same.
  @Test func aHerdOfBestAvailable() async throws {
    let (database, core) = try Self.setUp()
    let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
      for buyer in 0..<30 {
        group.addTask {
          try core.send(
            "POST", "/bookings/hold", "{\"event_id\": \"hall\", \"best_available\": {\"quantity\": 2}}", buyer: buyer
          ).status
        }
      }
      return try await group.reduce(into: [Int]()) { $0.append($1) }
    }
    #expect(statuses.filter { $0 == 201 }.count == 20, "40 seats in pairs: \(statuses)")
    #expect(statuses.allSatisfy { $0 == 201 || $0 == 409 })
    #expect(try database.psql("SELECT count(*) FROM seats WHERE status = 'HELD'") == "40")
    #expect(try database.fsck() == "")
  }

  @Test func generalAdmissionByQuantity() throws {
    let (database, core) = try Self.setUp()
    for buyer in 0..<5 {
      let reply = try core.send(
        "POST", "/bookings/hold", "{\"event_id\": \"yard\", \"quantity\": 4}", buyer: buyer, room: "yard")
      #expect(reply.status == 201)
      #expect(try reply.object["items"]?.arrayValue?.first?.objectValue?["quantity"]?.integerValue == 4)
    }
    let last = try core.send(
      "POST", "/bookings/hold", "{\"event_id\": \"yard\", \"quantity\": 1}", buyer: 6, room: "yard")
    #expect(last.status == 409 && last.code == "contended" && last["retry-after"] != nil)
    #expect(try database.fsck() == "")
  }

  @Test func methodsAndMedia() throws {
    let (_, core) = try Self.setUp()
    let wrong = try core.send("GET", "/bookings/hold")
    #expect(wrong.status == 405 && wrong["allow"] == "POST")
    #expect(try core.send("POST", "/events").status == 405)
    #expect(try core.send("POST", "/bookings/hold", "x", buyer: 0, type: "text/plain").status == 415)
    #expect(try core.send("GET", "/nothing").status == 404)
    #expect(try core.send("POST", "/tickets/1/redeem", "{}").status == 404)
    let large = String(repeating: " ", count: 70_000)
    #expect(try core.send("POST", "/bookings/hold", large, buyer: 0).status == 413)
  }
}
