import Foundation
import TestKit
import Testing

/// The way of one visitor through the whole front door, over HTTP.
@Suite(.serialized) struct VisitTests {
  @Test func `a visitor joins, waits, is released, claims and passes`() throws {
    let rig = try GatewayRig()
    let refused = try rig.post("/sale/demo/hold")
    #expect(refused.status == 429)
    #expect(refused.code == "waiting_room_required")
    #expect(refused.json["join_url"] as? String == "/waiting-room/demo")
    #expect(refused["Retry-After"] != nil)

    let first = try rig.post("/waiting-room/demo/tickets")
    #expect(first.status == 201)
    #expect(first.json["state"] as? String == "waiting")
    #expect(first.json["position"] as? Int == 1)
    let second = try rig.post("/waiting-room/demo/tickets")
    #expect(second.json["position"] as? Int == 2)
    #expect(second.json["ahead"] as? Int == 1)
    let keys = try [first, second].map { try #require($0.json["order_key"] as? String) }
    #expect(keys[0].count == 24 && keys[0] < keys[1])

    let ticket = try #require(first.json["ticket"] as? String)
    let early = try rig.post("/waiting-room/demo/passes", [("Usher-Ticket", ticket)])
    #expect(early.status == 409 && early.code == "not_your_turn")
    let waiting = try rig.get("/waiting-room/demo/tickets/self", [("Authorization", "Bearer \(ticket)")])
    #expect(waiting.status == 202 && waiting.json["position"] as? Int == 1)

    #expect(try rig.release(1) == 1)
    let admitted = try rig.get("/waiting-room/demo/tickets/self", [("Cookie", "usher_ticket_demo=\(ticket)")])
    #expect(admitted.status == 200 && admitted.json["state"] as? String == "admitted")
    let claimed = try rig.post("/waiting-room/demo/passes", [("Usher-Ticket", ticket)])
    #expect(claimed.status == 201)
    let again = try rig.post("/waiting-room/demo/passes", [("Usher-Ticket", ticket)])
    #expect(again.status == 200 && again.body == claimed.body)

    let pass = try #require(claimed.json["pass"] as? String)
    let through = try rig.post("/sale/demo/hold?x=1", [("Usher-Pass", pass)], body: "seat")
    #expect(through.status == 200)
    #expect(through.body.hasPrefix("POST /sale/demo/hold?x=1\n"))
    #expect(through.body.hasSuffix("\n\nseat"))
    #expect(through.body.contains("Usher-User: anon:"))
    #expect(through.body.contains("Usher-Room: demo\n"))
    #expect(try rig.get("/any/thing", [("Cookie", "usher_pass_demo=\(pass)")]).status == 200)
    #expect(try rig.get("/sale/other/x", [("Usher-Pass", pass)]).status == 429)
  }

  @Test func `who has a ticket gets the same place back`() throws {
    let rig = try GatewayRig()
    let ticket = try rig.join()
    let again = try rig.post("/waiting-room/demo/tickets", [("Usher-Ticket", ticket)])
    #expect(again.status == 200)
    #expect(again.json["ticket"] as? String == ticket)
    #expect(again.json["position"] as? Int == 1)
    let key = [("Idempotency-Key", "\"0123456789abcdefghijklmn\"")]
    let keyed = try rig.post("/waiting-room/demo/tickets", key)
    let replayed = try rig.post("/waiting-room/demo/tickets", key)
    #expect(keyed.status == 201 && replayed.status == 200)
    #expect(keyed.json["ticket_id"] as? String == replayed.json["ticket_id"] as? String)
  }

  @Test func `a place that was given up is gone`() throws {
    let rig = try GatewayRig()
    let ticket = try rig.join()
    let left = try rig.delete("/waiting-room/demo/tickets/self", [("Usher-Ticket", ticket)])
    #expect(left.status == 204)
    let after = try rig.get("/waiting-room/demo/tickets/self", [("Usher-Ticket", ticket)])
    #expect(after.status == 410 && after.code == "left")
  }

  @Test func `a browser without JavaScript is led by forms`() throws {
    let rig = try GatewayRig()
    let html = [("Accept", "text/html")]
    let instead = try rig.get("/sale/demo/seats", html)
    #expect(instead.status == 200)
    #expect(instead["Cache-Control"] == "no-store")
    #expect(instead.body.contains("/waiting-room/demo/tickets"))
    let form = html + [("Content-Type", "application/x-www-form-urlencoded")]
    let joined = try rig.post("/waiting-room/demo/tickets", form, body: "return_to=%2Fsale%2Fdemo%2Fseats")
    #expect(joined.status == 303)
    #expect(joined["Location"] == "/waiting-room/demo?return_to=%2Fsale%2Fdemo%2Fseats")
    let cookie = try #require(joined["Set-Cookie"]?.split(separator: ";").first.map(String.init))
    #expect(try rig.release(1) == 1)
    let claimed = try rig.post(
      "/waiting-room/demo/passes", form + [("Cookie", cookie)], body: "return_to=%2Fsale%2Fdemo%2Fseats")
    #expect(claimed.status == 303 && claimed["Location"] == "/sale/demo/seats")
    let pass = try #require(claimed["Set-Cookie"]?.split(separator: ";").first.map(String.init))
    #expect(try rig.get("/sale/demo/seats", html + [("Cookie", pass)]).body.hasPrefix("GET /sale/demo/seats"))
  }

  @Test func `the origin ends a pass, and the gateway knows within a second`() throws {
    let rig = try GatewayRig()
    let passes = try (0..<5).map { _ in try rig.pass() }
    try promptly("the pass has ended", within: .seconds(1.5), attempts: passes.count) { attempt in
      let done = try rig.post("/sale/demo/complete", [("Usher-Pass", passes[attempt])])
      #expect(done.status == 200)
      #expect(done["Usher-Command"] == nil)
      try waitUntil("it comes about") {
        try rig.get("/sale/demo/x", [("Usher-Pass", passes[attempt])]).status == 429
      }
    }
  }
}
