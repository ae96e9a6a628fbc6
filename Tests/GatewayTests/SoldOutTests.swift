import TestKit
import Testing

/// A room says that it is sold out when nothing is left and nothing can come back, and takes it back when something does.
@Suite(.serialized) struct SoldOutTests {
  @Test func `the line goes on while something is held, and ends when all is sold`() throws {
    let rig = try GatewayRig()
    let ticket = [("Usher-Ticket", try rig.join())]
    func status() throws -> [String: Any] { try rig.get("/waiting-room/demo/status").json }
    func stock(_ free: Int, _ held: Int) throws {
      try waitUntil("the room shows its stock") {
        let shown = try status()["stock"] as? [String: Int]
        return shown == ["free": free, "held": held]
      }
    }
    rig.origin.setStock(free: 3, held: 2, inPayment: 0, sold: 5)
    try stock(3, 2)
    // Nothing is free, but the basket and the payment may give it back: for as long as they like.
    rig.origin.setStock(free: 0, held: 1, inPayment: 2, sold: 9)
    try stock(0, 3)
    rig.origin.setStock(free: 0, held: 0, inPayment: 1, sold: 10)
    try stock(0, 1)
    let waiting = try rig.get("/waiting-room/demo/tickets/self", ticket)
    #expect(waiting.status == 202 && waiting.json["stock"] as? [String: Int] == ["free": 0, "held": 1])
    #expect(try rig.post("/waiting-room/demo/tickets").status == 201)
    let stream = try EventStream(rig, ticket: ticket[0].1)
    #expect(try stream.next()?.state == "waiting")

    rig.origin.setStock(free: 0, held: 0, inPayment: 0, sold: 10)
    try waitUntil("the room is sold out") { try status()["state"] as? String == "sold_out" }
    #expect(try stream.next { $0.name == "end" }.json["code"] as? String == "sold_out")
    let joining = try rig.post("/waiting-room/demo/tickets")
    #expect(joining.status == 410 && joining.code == "sold_out")
    let polling = try rig.get("/waiting-room/demo/tickets/self", ticket)
    #expect(polling.status == 410 && polling.code == "sold_out")
    #expect(try rig.release(1) == 0)
    #expect(try rig.admin("GET", "/api/audit?room=demo").body.contains("\"sold_out\""))

    rig.origin.setStock(free: 1, held: 0, inPayment: 0, sold: 9)
    try waitUntil("the room is open again") { try status()["state"] as? String == "open" }
    #expect(try rig.get("/waiting-room/demo/tickets/self", ticket).json["position"] as? Int == 1)
  }
}
