import Foundation
import TestKit
import Testing

/// Server-sent events of the room, over HTTP.
@Suite(.serialized) struct StreamTests {
  @Test func `a stream tells the place, each change of it, and the turn`() throws {
    let rig = try GatewayRig()
    let first = try rig.join()
    let second = try rig.join()
    let ticket = try rig.join()
    let stream = try EventStream(rig, ticket: ticket)
    #expect(stream.status == 200)
    #expect(stream.head.contains("Content-Type: text/event-stream"))
    #expect(stream.head.contains("Cache-Control: no-store"))
    let opening = try #require(try stream.next())
    #expect(opening.name == "message" && opening.state == "waiting" && opening.position == 3)
    #expect(opening.json["ticket"] as? String == ticket)
    #expect((stream.retryMilliseconds ?? 0) >= 1_000)

    #expect(try rig.release(1) == 1)
    #expect(try stream.next { $0.position == 2 }.json["ahead"] as? Int == 1)
    #expect(try rig.delete("/waiting-room/demo/tickets/self", [("Usher-Ticket", second)]).status == 204)
    #expect(try stream.next { $0.position == 1 }.state == "waiting")
    #expect(try rig.admin("PATCH", "/api/rooms/demo", body: "{\"message\": \"soon\"}").status == 200)
    #expect(try stream.next { $0.json["message"] as? String == "soon" }.position == 1)
    #expect(try rig.release(1) == 1)
    #expect(try stream.next { $0.state == "admitted" }.json["position"] is NSNull)
    #expect(try rig.post("/waiting-room/demo/passes", [("Usher-Ticket", ticket)]).status == 201)
    #expect(try rig.get("/waiting-room/demo/tickets/self", [("Usher-Ticket", first)]).status == 200)
  }

  @Test func `a stream wants a ticket, and one ticket gets four`() throws {
    let rig = try GatewayRig()
    let missing = try rig.get("/waiting-room/demo/stream")
    #expect(missing.status == 401 && missing.code == "ticket_required")
    #expect(try rig.get("/waiting-room/nowhere/stream").status == 404)
    #expect(try rig.post("/waiting-room/demo/stream")["Allow"] == "GET, HEAD")
    let ticket = try rig.join()
    #expect(try EventStream(rig, ticket: ticket, method: "HEAD").status == 200)
    // Workers count by themselves: with two of them the kernel may spread nine streams as four and five.
    let streams = try (0..<9).map { _ in try EventStream(rig, ticket: ticket) }
    #expect(streams.contains { $0.status == 429 })
    #expect(streams.count { $0.status == 200 } >= 4)
    #expect(try rig.get("/waiting-room/demo/tickets/self", [("Usher-Ticket", ticket)]).status == 202)
  }

  @Test func `after a loss a stream puts its ticket back by itself`() throws {
    let rig = try GatewayRig()
    let tickets = try (0..<3).map { _ in try rig.join() }
    let streams = try tickets.map { try EventStream(rig, ticket: $0) }
    for (index, stream) in streams.enumerated() { #expect(try stream.next()?.position == index + 1) }
    _ = try rig.redis.command("FLUSHALL")
    try rig.raiseEpoch(recoverForMicroseconds: 4_000_000)
    for stream in streams {
      let recovering = try stream.next { $0.state == "recovering" }
      #expect(recovering.json["position"] is NSNull)
    }
    for (index, stream) in streams.enumerated() {
      let back = try stream.next { $0.state == "waiting" }
      #expect(back.position == index + 1)
      #expect(back.json["epoch"] as? Int == 2)
    }
  }

  @Test func `a place that is over ends its stream with the reason`() throws {
    let rig = try GatewayRig()
    let ticket = try rig.join()
    let stream = try EventStream(rig, ticket: ticket)
    #expect(try stream.next()?.state == "waiting")
    #expect(try rig.admin("POST", "/api/rooms/demo/close").status == 200)
    let last = try stream.next { $0.name == "end" }
    #expect(last.json["code"] as? String == "room_closed")
    #expect(try stream.next() == nil)
    let again = try EventStream(rig, ticket: ticket)
    #expect(try again.next()?.json["code"] as? String == "room_closed")
  }

  @Test func `a gateway that stops ends its streams at once`() throws {
    let rigs = try (0..<2).map { _ in try GatewayRig() }
    let streams = try rigs.map { try EventStream($0, ticket: try $0.join()) }
    for stream in streams { #expect(try stream.next()?.state == "waiting") }
    try promptly("the gateway has ended", within: .seconds(5), attempts: rigs.count) { attempt in
      rigs[attempt].process.signal(SIGTERM)
      while try streams[attempt].next() != nil {}
      try waitUntil("the gateway has ended", timeout: .seconds(30)) { !rigs[attempt].process.isRunning }
    }
  }
}
