import TestKit
import Testing

/// Pages of other origins: nothing by default, an allow-list, and no leave that the configuration doesn't give.
@Suite(.serialized) struct CrossOriginTests {
  @Test func `allowed origins may call and read, others may not`() throws {
    let rig = try GatewayRig()
    let allowed = [("Origin", "https://shop.example")]
    let foreign = [("Origin", "https://evil.example")]
    let joined = try rig.post("/waiting-room/demo/tickets", allowed)
    #expect(joined.status == 201)
    #expect(joined["Access-Control-Allow-Origin"] == "https://shop.example")
    #expect(joined["Access-Control-Allow-Credentials"] == "true")
    #expect(joined["Vary"] == "Origin")
    #expect(try rig.post("/waiting-room/demo/tickets", foreign).code == "cross_site")
    for target in ["/waiting-room/demo/status", "/open/x", "/sale/demo/x", "/nothing", "/.well-known/jwks.json"] {
      let plain = try rig.get(target)
      #expect(plain["Vary"] == "Origin" && plain["Access-Control-Allow-Origin"] == nil, "\(target)")
      let read = try rig.get(target, foreign)
      #expect(read["Vary"] == "Origin" && read["Access-Control-Allow-Origin"] == nil, "\(target)")
      let own = try rig.get(target, allowed)
      #expect(own["Access-Control-Allow-Origin"] == "https://shop.example", "\(target)")
      #expect(own.status == plain.status)
    }
    let sibling = try rig.get("/waiting-room/demo/status", [("Origin", "https://shop.example.evil.example")])
    #expect(sibling["Access-Control-Allow-Origin"] == nil)
  }

  @Test func `preflights are answered by the gateway alone`() throws {
    let rig = try GatewayRig()
    func preflight(_ target: String, _ origin: String) throws -> RawReply {
      try RawHTTP.request(
        "OPTIONS", target, at: .port(rig.port),
        headers: [("Origin", origin), ("Access-Control-Request-Method", "POST")])
    }
    for target in ["/waiting-room/demo/tickets", "/open/x", "/any/thing"] {
      let leave = try preflight(target, "https://shop.example")
      #expect(leave.status == 204, "\(target)")
      #expect(leave["Access-Control-Allow-Origin"] == "https://shop.example")
      #expect(leave["Access-Control-Allow-Methods"]?.contains("POST") == true)
      #expect(leave["Access-Control-Allow-Headers"]?.contains("Usher-Ticket") == true)
      #expect(leave["Access-Control-Max-Age"] == "600")
      #expect(leave["Vary"] == "Origin")
      let refused = try preflight(target, "https://evil.example")
      #expect(refused.status == 403 && refused.code == "cross_site" && refused["Access-Control-Allow-Origin"] == nil)
    }
  }
}
