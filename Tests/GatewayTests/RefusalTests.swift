import Foundation
import TestKit
import Testing
import WaitingRoom

/// Bad input of every kind gets its clear answer and takes nothing from anybody.
@Suite(.serialized) struct RefusalTests {
  @Test func `bad requests are refused precisely`() throws {
    let rig = try GatewayRig()
    let ticket = try rig.join()
    let tampered = String(ticket.dropLast(3)) + "AAA"
    func self_(_ headers: [(String, String)]) throws -> RawReply {
      try rig.get("/waiting-room/demo/tickets/self", headers)
    }

    #expect(try self_([]).status == 401)
    #expect(try self_([("Usher-Ticket", tampered)]).status == 401)
    #expect(try self_([("Usher-Ticket", String(repeating: "A", count: 5_000))]).status == 401)
    #expect(try rig.get("/waiting-room/nowhere/tickets/self", [("Usher-Ticket", ticket)]).status == 404)
    #expect(try rig.get("/waiting-room/nowhere").code == "unknown_room")
    #expect(try rig.get("/waiting-room/DEMO").status == 404)
    #expect(try rig.get("/nothing").status == 404)
    #expect(try rig.delete("/sale/demo/x").status == 405)
    #expect(try rig.delete("/sale/demo/x")["Allow"] == "GET, POST")
    for path in [
      "/sale/demo/../x", "/sale//demo", "/sale/demo/a;b", "/sale/demo/a%2fb", "/sale/demo/%00", "/sale/%2e%2e/x",
    ] {
      #expect(try rig.get(path).status == 400, "\(path)")
    }
    let foreign = [("Origin", "http://evil.example")]
    #expect(try rig.post("/waiting-room/demo/tickets", foreign).code == "cross_site")
    #expect(try rig.post("/sale/demo/x", foreign).code == "cross_site")
    #expect(try rig.post("/waiting-room/demo/tickets", [("Sec-Fetch-Site", "cross-site")]).status == 403)
    let json = [("Content-Type", "application/json")]
    #expect(try rig.post("/waiting-room/demo/tickets", json, body: "{").code == "invalid_json")
    #expect(try rig.post("/waiting-room/demo/tickets", json, body: "{\"vip\":true}").code == "invalid_field")
    #expect(try rig.post("/waiting-room/demo/tickets", [("Content-Type", "text/xml")], body: "<a/>").status == 415)
    #expect(try rig.post("/waiting-room/demo/tickets", json, body: String(repeating: " ", count: 9_000)).status == 413)
    #expect(try rig.post("/waiting-room/demo/tickets", [("Idempotency-Key", "short")]).status == 400)
    #expect(try rig.post("/waiting-room/demo/tickets", [("Usher-Assertion", "a.b.c")]).code == "invalid_assertion")
    let form = [("Content-Type", "application/x-www-form-urlencoded")]
    #expect(
      try rig.post("/waiting-room/demo/tickets", form, body: "usher_assertion=a.b.c").code == "invalid_assertion")
    #expect(try self_([("Usher-Ticket", ticket)]).json["position"] as? Int == 1)
  }

  @Test func `people whose form is refused see the room's page`() throws {
    let rig = try GatewayRig { $0.title = "Gala <2031>" }
    let form = [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "text/html")]
    let page = try rig.get("/waiting-room/demo", [("Accept", "text/html")])
    #expect(
      page.status == 200 && page.body.contains("<h1 id=\"state-heading\">Join the line for Gala &lt;2031&gt;</h1>"))
    let ticket = try rig.join()
    let early = try rig.post("/waiting-room/demo/passes", form + [("Usher-Ticket", ticket)], body: "return_to=/x")
    #expect(early.status == 303 && early["Location"] == "/waiting-room/demo?return_to=%2Fx")
    #expect(try rig.delete("/waiting-room/demo/tickets/self", [("Usher-Ticket", ticket)]).status == 204)
    let late = try rig.post("/waiting-room/demo/passes", form + [("Usher-Ticket", ticket)])
    #expect(late.status == 303 && late["Location"] == "/waiting-room/demo")
    #expect(try rig.post("/waiting-room/demo/passes", [("Usher-Ticket", ticket)]).status == 410)
  }

  @Test func `forged passes and smuggled identities don't get through`() throws {
    let rig = try GatewayRig()
    let pass = try rig.pass()
    let forged = String(pass.dropLast(4)) + "AAAA"
    #expect(try rig.get("/sale/demo/x", [("Usher-Pass", forged)]).status == 429)
    #expect(try rig.get("/sale/demo/x", [("Usher-Pass", forged), ("Cookie", "usher_pass_demo=\(pass)")]).status == 429)
    #expect(try rig.get("/waiting-room/demo/authorize", [("Usher-Pass", forged)]).status == 401)
    #expect(try rig.get("/waiting-room/demo/authorize", [("Usher-Pass", pass)]).status == 204)
    let through = try rig.get(
      "/sale/demo/x",
      [
        ("Usher-Pass", pass), ("Usher-User", "admin"), ("usher_room", "vip"), ("X-Original-URL", "/admin"),
        ("X-HTTP-Method-Override", "DELETE"), ("X-Forwarded-For", "6.6.6.6"),
        ("Cookie", "a=b; usher_pass_demo=\(pass); c=d"),
        ("Connection", "close, Usher-Signature, X-Secret"), ("X-Secret", "s"),
      ])
    #expect(through.status == 200)
    for hidden in ["admin", "vip", "X-Original", "Override", "6.6.6.6", "X-Secret", pass] {
      #expect(!through.body.contains(hidden), "\(hidden) reached the origin")
    }
    #expect(through.body.contains("Cookie: a=b; c=d\n"))
    #expect(through.body.contains("Usher-Signature: "))
    #expect(through["Set-Cookie"] == "basket=7; Path=/")
    #expect(try rig.get("/sale/demo/cached", [("Usher-Pass", pass)])["Cache-Control"] == "private, max-age=5")
  }

  /// The statuses of one request after the other, up to and with the first that was refused.
  private func statuses(atMost bound: Int, _ ask: () throws -> Int) rethrows -> [Int] {
    var statuses: [Int] = []
    while statuses.count < bound, statuses.last != 429 { statuses.append(try ask()) }
    return statuses
  }

  @Test func `limits hold and say so`() throws {
    let rig = try GatewayRig()
    let pass = try rig.pass()
    let posts = try (0..<5).map { _ in try rig.post("/sale/demo/x", [("Usher-Pass", pass)]).status }
    #expect(posts == [200, 200, 200, 429, 429])
    let refused = try rig.post("/sale/demo/x", [("Usher-Pass", pass)])
    #expect(refused.code == "rate_limited")
    let waitSeconds = try #require(refused["Retry-After"].flatMap(Int.init))
    #expect((1...10).contains(waitSeconds))
    #expect(refused["RateLimit-Policy"] == "\"posts\";q=3;w=30")
    let joins = try statuses(atMost: 200) { try rig.post("/waiting-room/demo/tickets").status }
    #expect(joins.dropLast().allSatisfy { $0 == 201 })
    #expect(joins.count > 20)
    #expect(joins.last == 429)
  }

  @Test func `polls under the floor are refused, others go on`() throws {
    let rig = try GatewayRig()
    let hasty = [("Usher-Ticket", try rig.join())]
    let patient = [("Usher-Ticket", try rig.join())]
    let polls = try statuses(atMost: 200) { try rig.get("/waiting-room/demo/tickets/self", hasty).status }
    #expect(polls.dropLast().allSatisfy { $0 == 202 })
    #expect(polls.count > 20)
    #expect(polls.last == 429)
    #expect(try rig.get("/waiting-room/demo/tickets/self", patient).status == 202)
  }

  @Test func `with Redis away the room says so, and recovers by itself`() throws {
    let rig = try GatewayRig()
    let ticket = [("Usher-Ticket", try rig.join())]
    let pass = try rig.pass()
    rig.redis.pause()
    let away = try rig.get("/waiting-room/demo/tickets/self", ticket)
    #expect(away.status == 503 && away.code == "queue_unavailable" && away["Retry-After"] != nil)
    #expect(try rig.get("/sale/demo/x", [("Usher-Pass", pass)]).status == 200)
    rig.redis.resume()
    // The first turn went to the first who joined.
    try waitUntil("the line answers again", interval: .milliseconds(300)) {
      try rig.get("/waiting-room/demo/tickets/self", ticket).status == 200
    }
  }

  /// It can't tell which rooms there are, nor which passes have ended.
  @Test func `a gateway that starts while PostgreSQL is away asks everybody to wait`() throws {
    let rig = try GatewayRig()
    let ticket = [("Usher-Ticket", try rig.join())]
    let pass = try rig.pass()
    let ended = try rig.pass()
    try rig.postgres.psql(
      """
      UPDATE passes SET state = 'complete', ended_at = clock_timestamp(), ended_reason = 'confirmed'
      WHERE jti = '\(try passID(ended))'
      """)
    try rig.postgres.stop()
    try rig.restartGateway()
    for (target, headers) in [
      ("/waiting-room/demo/tickets/self", ticket), ("/waiting-room/demo/status", []),
      ("/waiting-room/nowhere/status", []), ("/sale/demo/x", [("Usher-Pass", pass)]),
      ("/any/x", [("Usher-Pass", ended)]), ("/sale/demo/x", []),
    ] {
      let reply = try rig.get(target, headers)
      #expect(reply.status == 503 && reply.code == "queue_unavailable" && reply["Retry-After"] != nil, "\(target)")
    }
    #expect(try rig.get("/open/x", [("Usher-Pass", ended)]).status == 200, "what is open to all stays so")
    try rig.postgres.restart()
    try waitUntil("the room is known again", timeout: .seconds(20)) {
      try rig.get("/waiting-room/demo/status").status == 200
    }
    #expect([200, 202].contains(try rig.get("/waiting-room/demo/tickets/self", ticket).status))
    #expect(try rig.get("/sale/demo/x", [("Usher-Pass", pass)]).status == 200)
    #expect(try rig.get("/sale/demo/x", [("Usher-Pass", ended)]).status == 429)
    #expect(try rig.get("/waiting-room/nowhere/status").code == "unknown_room")
  }

  /// The pass's own id, read by Foundation and not by the product.
  private func passID(_ pass: String) throws -> String {
    var payload = pass.split(separator: ".")[1].replacingOccurrences(of: "-", with: "+")
      .replacingOccurrences(of: "_", with: "/")
    payload += String(repeating: "=", count: (4 - payload.utf8.count % 4) % 4)
    let claims = try JSONSerialization.jsonObject(with: try #require(Data(base64Encoded: payload))) as? [String: Any]
    return try #require(claims?["jti"] as? String)
  }
}
