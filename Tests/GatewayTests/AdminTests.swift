import Foundation
import TestKit
import Testing

@Suite(.serialized) struct AdminTests {
  @Test func `an operator's levers work within a second and need a token`() throws {
    let rig = try GatewayRig()
    #expect(try RawHTTP.request("GET", "/healthz", at: .port(rig.adminPort)).status == 200)
    #expect(try RawHTTP.request("GET", "/api/rooms", at: .port(rig.adminPort)).status == 401)
    let rebound = try RawHTTP.request(
      "GET", "/api/rooms", at: .port(rig.adminPort),
      headers: [("Host", "evil.example"), ("Authorization", "Bearer \(GatewayRig.token)")])
    #expect(rebound.status == 421)

    let shown = try rig.admin("GET", "/api/rooms/demo")
    #expect(shown.status == 200 && shown.json["admit_rate"] as? Int == 50)
    try promptly("the rate is in force", within: .seconds(1)) { attempt in
      let rate = 200.5 + Double(attempt)
      let changed = try rig.admin("PATCH", "/api/rooms/demo", body: "{\"admit_rate\":\(rate)}")
      #expect(changed.status == 200 && changed.json["admit_rate"] as? Double == rate)
      try waitUntil("it comes about") {
        try rig.get("/waiting-room/demo/status").json["admit_rate"] as? Double == rate
      }
    }
    #expect(try rig.admin("PATCH", "/api/rooms/demo", body: "{\"admit_rte\":1}").code == "invalid_field")
    #expect(try rig.admin("PATCH", "/api/rooms/demo", body: "{\"admit_rate\":-1}").status == 400)
    #expect(try rig.admin("POST", "/api/rooms/demo/pause").json["paused"] as? Bool == true)
    _ = try rig.join()
    #expect(try rig.release(5) == 0)
    #expect(try rig.admin("POST", "/api/rooms/demo/resume").json["paused"] as? Bool == false)
    try waitUntil("it comes about") { try rig.release(5) == 1 }
  }

  @Test func `metrics tell what happened`() throws {
    let rig = try GatewayRig()
    _ = try rig.join()
    _ = try rig.post("/sale/demo/x")
    try waitUntil("it comes about") {
      try rig.admin("GET", "/metrics").body.contains("usher_room_queue_length{room=\"demo\"} 1\n")
    }
    let metrics = try rig.admin("GET", "/metrics").body
    #expect(metrics.contains("usher_room_admit_rate{room=\"demo\"} 50\n"))
    #expect(metrics.contains("usher_gateway_events_total{event=\"joins\"} 1\n"))
    #expect(metrics.contains("usher_refusals_total{reason=\"without_pass\"} 1\n"))
    #expect(metrics.contains("# TYPE usher_origin_seconds histogram"))
  }
}
