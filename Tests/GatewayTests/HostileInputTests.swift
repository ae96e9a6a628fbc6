import Foundation
import TestKit
import Testing

/// Every endpoint against every kind of bad input: a clear problem document, no place lost, no crash.
@Suite(.serialized) struct HostileInputTests {
  struct Endpoint {
    let method: String
    let target: String
    /// What else the address takes.
    var others: Set<String> = []

    var methods: Set<String> {
      others.union([method]).union(method == "GET" || others.contains("GET") ? ["HEAD"] : [])
    }
    var isUnsafe: Bool { method != "GET" }
  }

  static let room = "/waiting-room/demo"
  static let endpoints = [
    Endpoint(method: "GET", target: room), Endpoint(method: "GET", target: room + "/status"),
    Endpoint(method: "POST", target: room + "/tickets"),
    Endpoint(method: "GET", target: room + "/tickets/self", others: ["DELETE"]),
    Endpoint(method: "DELETE", target: room + "/tickets/self", others: ["GET"]),
    Endpoint(method: "POST", target: room + "/tickets/self/leave"), Endpoint(method: "GET", target: room + "/stream"),
    Endpoint(method: "POST", target: room + "/passes"), Endpoint(method: "GET", target: room + "/authorize"),
    Endpoint(method: "GET", target: "/.well-known/jwks.json"),
    Endpoint(method: "GET", target: "/sale/demo/x", others: ["POST"]),
    Endpoint(method: "POST", target: "/sale/demo/x", others: ["GET"]),
  ]

  /// A gateway with somebody in its line, whom nothing may cost his place.
  struct Victim {
    let rig: GatewayRig
    let ticket: String

    init() throws {
      rig = try GatewayRig()
      _ = try rig.join()
      ticket = try rig.join()
    }

    func ask(
      _ method: String, _ target: String, _ headers: [(String, String)] = [], body: String? = nil
    ) throws -> RawReply {
      try RawHTTP.request(method, target, at: .port(rig.port), headers: headers, body: body)
    }

    func keepsItsPlace() throws {
      #expect(rig.process.isRunning)
      let place = try rig.get(room + "/tickets/self", [("Usher-Ticket", ticket)])
      #expect(place.status == 202 && place.json["position"] as? Int == 2, "\(place)")
    }
  }

  private func check(_ reply: RawReply, _ statuses: Set<Int>, _ code: String? = nil, _ what: String) {
    #expect(statuses.contains(reply.status), "\(what): \(reply)")
    #expect(reply["Content-Type"] == "application/problem+json", "\(what)")
    for member in ["type", "title", "status", "detail", "code", "request_id"] {
      #expect(reply.json[member] != nil, "\(what) lacks \(member)")
    }
    if let code { #expect(reply.code == code, "\(what)") }
  }

  @Test func `methods that an address doesn't take`() throws {
    let victim = try Victim()
    for endpoint in Self.endpoints {
      for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"]
      where !endpoint.methods.contains(method) {
        let reply = try victim.ask(method, endpoint.target, body: method == "GET" ? nil : "")
        check(reply, [405], "method_not_allowed", "\(method) \(endpoint.target)")
        #expect(reply["Allow"]?.contains(endpoint.method) == true, "\(method) \(endpoint.target)")
      }
    }
    try victim.keepsItsPlace()
  }

  @Test func `paths that two readers could understand in two ways`() throws {
    let victim = try Victim()
    for endpoint in Self.endpoints {
      let parts = endpoint.target.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
      let last = parts[parts.count - 1]
      let before = parts.dropLast().joined(separator: "/")
      for target in [
        "\(before)%2f\(last)", "\(before)/../\(last)", "\(before)/%2e%2e/\(last)", "\(before)/./\(last)",
        "\(before)//\(last)",
        "\(before)/\(last);x=1", "\(before)/\(last)%00", "\(before)/\(last)%5c", "\(before)/%", "\(before)/\(last)%zz",
      ] {
        let reply = try victim.ask(
          endpoint.method, target, [("Usher-Ticket", victim.ticket)], body: endpoint.isUnsafe ? "" : nil)
        check(reply, [400], "invalid_target", "\(endpoint.method) \(target)")
      }
    }
    try victim.keepsItsPlace()
  }

  @Test func `hosts and other sites`() throws {
    let victim = try Victim()
    let own = [("Usher-Ticket", victim.ticket), ("Cookie", "usher_ticket_demo=\(victim.ticket)")]
    for endpoint in Self.endpoints {
      let name = "\(endpoint.method) \(endpoint.target)"
      let body = endpoint.isUnsafe ? "" : nil
      for host in ["evil.example", "demo", "127.0.0.1.evil.example", "127.0.0.2"] {
        check(
          try victim.ask(endpoint.method, endpoint.target, own + [("Host", host)], body: body), [421], "unknown_host",
          name)
      }
      guard endpoint.isUnsafe else { continue }
      for foreign in [
        [("Origin", "http://evil.example")], [("Origin", "null")], [("Origin", "https://127.0.0.1:\(victim.rig.port)")],
        [("Sec-Fetch-Site", "cross-site")], [("Sec-Fetch-Site", "same-site")],
      ] {
        check(
          try victim.ask(endpoint.method, endpoint.target, own + foreign, body: body), [403], "cross_site", name)
      }
    }
    try victim.keepsItsPlace()
  }

  @Test func `bodies that are not what they should be`() throws {
    let victim = try Victim()
    let own = [("Usher-Ticket", victim.ticket)]
    let json = own + [("Content-Type", "application/json")]
    for endpoint in Self.endpoints where endpoint.isUnsafe && endpoint.target.hasPrefix(Self.room) {
      let name = "\(endpoint.method) \(endpoint.target)"
      func ask(_ headers: [(String, String)], _ body: String) throws -> RawReply {
        try victim.ask(endpoint.method, endpoint.target, headers, body: body)
      }
      check(try ask(own + [("Content-Type", "text/xml")], "<a/>"), [415], "unsupported_media_type", name)
      check(try ask(own, "{}"), [415], "unsupported_media_type", name)
      check(try ask(json, "{"), [400], "invalid_json", name)
      check(try ask(json, "[]"), [400], nil, name)
      check(try ask(json, "{\"return_to\": 5}"), [400], "invalid_field", name)
      check(try ask(json, "{\"return_to\": \"//evil.example\"}"), [400], "invalid_field", name)
      check(try ask(json, "{\"a\": 1, \"a\": 1}"), [400], "invalid_json", name)
      check(try ask(json, String(repeating: "[", count: 4_000)), [400], "invalid_json", name)
      check(try ask(json, String(repeating: " ", count: 9_000)), [413], "content_too_large", name)
    }
    try victim.keepsItsPlace()
  }

  @Test func `tickets that are forged, foreign, expired, too long or cut off`() throws {
    let victim = try Victim()
    let forge = try TokenForge()
    #expect(try victim.rig.get(Self.room + "/tickets/self", [("Usher-Ticket", forge.ticket())]).status == 202)
    let bad = [
      "", "x", "AAAA", String(victim.ticket.dropLast()), String(victim.ticket.dropLast(40)), victim.ticket + "A",
      victim.ticket + "=", String(victim.ticket.reversed()), victim.ticket.replacing("A", with: "B"),
      "B" + victim.ticket.dropFirst(), String(repeating: "A", count: 6_000), forge.ticket(room: "other"),
      forge.ticket(ageSeconds: 90_000), try forge.pass(),
    ]
    for endpoint in Self.endpoints
    where endpoint.target.hasSuffix("/self") || endpoint.target.hasSuffix("/passes")
      || endpoint.target.hasSuffix("leave")
      || endpoint.target.hasSuffix("/stream")
    {
      for (number, ticket) in bad.enumerated() where ticket != victim.ticket {
        for header in [
          ("Usher-Ticket", ticket), ("Authorization", "Bearer \(ticket)"), ("Cookie", "usher_ticket_demo=\(ticket)"),
        ] {
          let reply = try victim.ask(endpoint.method, endpoint.target, [header], body: endpoint.isUnsafe ? "" : nil)
          check(reply, [401], "ticket_required", "\(endpoint.method) \(endpoint.target), \(header.0) number \(number)")
        }
      }
      // The first place that is present decides.
      let both = [("Usher-Ticket", "x"), ("Cookie", "usher_ticket_demo=\(victim.ticket)")]
      check(
        try victim.ask(endpoint.method, endpoint.target, both, body: endpoint.isUnsafe ? "" : nil), [401],
        "ticket_required", endpoint.target)
    }
    try victim.keepsItsPlace()
  }

  @Test func `passes that are forged, foreign, expired, too long or cut off`() throws {
    let victim = try Victim()
    let forge = try TokenForge()
    let good = try forge.pass()
    #expect(try victim.rig.get("/sale/demo/x", [("Usher-Pass", good)]).status == 200)
    let parts = good.split(separator: ".").map(String.init)
    let unsigned = "eyJhbGciOiJub25lIn0"
    let bad = [
      "", "x", "a.b.c", String(good.dropLast()), String(good.dropLast(60)), good + "A", good + ".x",
      "\(unsigned).\(parts[1]).", "\(unsigned).\(parts[1]).\(parts[2])",
      "\(parts[0]).\(parts[1]).\(String(parts[2].reversed()))",
      "\(parts[0]).\(parts[1].replacing("Z", with: "z")).\(parts[2])", String(repeating: "A", count: 6_000),
      try forge.pass(room: "other"), try forge.pass(ageSeconds: 1_000), victim.ticket,
    ]
    for (number, pass) in bad.enumerated() where pass != good {
      for header in [("Usher-Pass", pass), ("Cookie", "usher_pass_demo=\(pass)")] {
        let name = "\(header.0) number \(number)"
        check(try victim.ask("GET", "/sale/demo/x", [header]), [429], "waiting_room_required", name)
        check(try victim.ask("POST", "/sale/demo/x", [header], body: "x"), [429], "waiting_room_required", name)
        check(try victim.ask("GET", Self.room + "/authorize", [header]), [401], "unauthorized", name)
      }
    }
    let jars = [("Cookie", "usher_pass_other=\(try forge.pass(room: "other")); usher_pass_demo=\(good)")]
    #expect(try victim.rig.get("/sale/demo/x", jars).status == 200, "two rooms' cookies, each for its own")
    #expect(try victim.rig.get("/sale/other/x", jars).status == 200)
    let crossed = [("Cookie", "usher_pass_demo=\(try forge.pass(room: "other")); usher_pass_other=\(good)")]
    check(try victim.ask("GET", "/sale/demo/x", crossed), [429], "waiting_room_required", "crossed jars")
    try victim.keepsItsPlace()
  }

  @Test func `identities smuggled in header fields`() throws {
    let victim = try Victim()
    let pass = [("Usher-Pass", try TokenForge().pass())]
    let smuggled = [
      "Usher-User", "usher_user", "USHER-USER", "Usher_Room", "usher-pass_id", "Usher-Network", "Usher_Signature",
      "Usher-Anything",
    ].map { ($0, "smuggled") }
    let hidden = [("Connection", "close, Usher-User, Usher-Room, Usher-Signature, Host, Cookie")]
    let through = try victim.rig.get("/sale/demo/x", pass + smuggled + hidden)
    #expect(through.status == 200 && !through.body.contains("smuggled"), "\(through)")
    for own in ["Usher-User: anon:x\n", "Usher-Room: demo\n", "Usher-Signature: ", "Host: "] {
      #expect(through.body.contains(own), "\(own)")
    }
    let open = try victim.rig.get("/open/x", smuggled)
    #expect(open.status == 200 && !open.body.contains("smuggled"))
    try victim.keepsItsPlace()
  }

  @Test func `rooms that are not there`() throws {
    let victim = try Victim()
    for endpoint in Self.endpoints where endpoint.target.hasPrefix(Self.room) {
      for room in ["nowhere", "DEMO", "demo.", "demo_", "%64emo", String(repeating: "a", count: 41)] {
        let target = endpoint.target.replacing("/demo", with: "/\(room)")
        check(
          try victim.ask(
            endpoint.method, target, [("Usher-Ticket", victim.ticket)], body: endpoint.isUnsafe ? "" : nil), [404],
          "unknown_room", target)
      }
    }
    check(try victim.ask("GET", Self.room + "/nothing"), [404], "not_found", "nothing")
    try victim.keepsItsPlace()
  }

  @Test func `thousands of joins without a cookie from one network`() throws {
    let victim = try Victim()
    func residentBytes() throws -> Int {
      let status = try String(contentsOfFile: "/proc/\(victim.rig.process.identifier)/status", encoding: .utf8)
      let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
      return try #require(Int(line.split(whereSeparator: \.isWhitespace)[1])) * 1_024
    }
    let before = try residentBytes()
    var taken = 0
    for _ in 0..<2_000 {
      let reply = try victim.rig.post(Self.room + "/tickets")
      if reply.status == 201 {
        taken += 1
      } else {
        check(reply, [429], "rate_limited", "a join too many")
        #expect(reply["Retry-After"] != nil)
      }
    }
    #expect(taken < 200, "the limit let \(taken) through")
    // A sanitizer keeps freed memory, or a shadow of all of it.
    let environment = ProcessInfo.processInfo.environment
    if environment["ASAN_OPTIONS"] == nil, environment["TSAN_OPTIONS"] == nil {
      #expect(try residentBytes() - before < 16 << 20)
    }
    let neighbour = try RawHTTP.request(
      "POST", Self.room + "/tickets", at: .port(victim.rig.port), body: "", source: "127.0.0.77")
    #expect(neighbour.status == 201)
    try victim.keepsItsPlace()
  }
}
