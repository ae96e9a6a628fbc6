import Foundation
import TestKit
import Testing
import WaitingRoom

/// What visitors are told of the pace: the rate in force, estimates, and why they change.
@Suite(.serialized) struct PaceTests {
  private func place(_ rig: GatewayRig, _ ticket: String) throws -> [String: Any] {
    try rig.get("/waiting-room/demo/tickets/self", [("Usher-Ticket", ticket)]).json
  }

  private func middle(_ place: [String: Any]) -> Int? { (place["eta_seconds"] as? [String: Int])?["p50"] }

  @Test func `another rate changes the estimate at the next poll, and says so`() throws {
    let rig = try GatewayRig { $0.admitRateMicro = 100_000 }
    for _ in 0..<9 { _ = try rig.join() }
    let ticket = try rig.join()
    let before = try place(rig, ticket)
    #expect(middle(before) == 101 && before["message"] is NSNull)
    #expect(try rig.admin("PATCH", "/api/rooms/demo", body: "{\"admit_rate\": 1}").status == 200)
    try waitUntil("the gateway has seen the change", interval: .milliseconds(300)) {
      try self.place(rig, ticket)["admit_rate"] as? Int == 1
    }
    let after = try place(rig, ticket)
    #expect(middle(after) == 11)
    let message = try #require(after["message"] as? String)
    #expect(message.contains("1 people a second") && message.contains("6 people a minute"), "\(message)")
    #expect(try rig.get("/waiting-room/demo/status").json["message"] as? String == message)
    let html = [("Accept", "text/html"), ("Cookie", "usher_ticket_demo=\(ticket)")]
    let page = try rig.get("/waiting-room/demo", html).body
    #expect(page.contains("The line moves at another pace"))
    #expect(try rig.admin("PATCH", "/api/rooms/demo", body: "{\"message\": \"Back at noon\"}").status == 200)
    try waitUntil("the operator's word comes first", interval: .milliseconds(300)) {
      try self.place(rig, ticket)["message"] as? String == "Back at noon"
    }
    #expect(try rig.admin("POST", "/api/rooms/demo/pause").status == 200)
    try waitUntil("nobody knows any more", interval: .milliseconds(300)) {
      let paused = try self.place(rig, ticket)
      return paused["paused"] as? Bool == true && paused["eta_seconds"] is NSNull
    }
  }

  @Test func `the rate follows its schedule`() throws {
    let rig = try GatewayRig()
    let opening = ISO8601DateFormatter().string(from: Date(timeIntervalSinceNow: -3))
    let ramp = "[{\"after_seconds\": 6, \"admit_rate\": 400}, {\"after_seconds\": 86400, \"admit_rate\": 1}]"
    let patch = "{\"opens_at\": \"\(opening)\", \"admit_rate\": 0.5, \"ramp\": \(ramp)}"
    let set = try rig.admin("PATCH", "/api/rooms/demo", body: patch)
    #expect(set.status == 200 && set.json["admit_rate_in_force"] as? Double == 0.5, "\(set)")
    for rate in [0.5, 400] {
      try waitUntil("\(rate) a second is in force") {
        try rig.get("/waiting-room/demo/status").json["admit_rate"] as? Double == rate
      }
    }
    let room = try rig.admin("GET", "/api/rooms/demo").json
    #expect(room["admit_rate"] as? Double == 0.5 && room["admit_rate_in_force"] as? Int == 400)
    #expect((room["ramp"] as? [Any])?.count == 2)
    let bad = try rig.admin("PATCH", "/api/rooms/demo", body: "{\"opens_at\": null}")
    #expect(bad.status == 400 && bad.code == "invalid_field")
    #expect(try rig.admin("PATCH", "/api/rooms/demo", body: "{\"admit_rate\": 7}").json["ramp"] is NSNull)
  }
}
