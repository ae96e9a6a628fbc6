import TestKit
import Testing

/// Who asks for his pass again gets what PostgreSQL says, whatever Redis counts.
@Suite(.serialized) struct ClaimAgainTests {
  private func claimed(_ rig: GatewayRig) throws -> (ticket: String, reply: RawReply) {
    let ticket = try rig.join()
    try waitUntil("it comes about") {
      _ = try rig.release(1)
      return try rig.get("/waiting-room/demo/tickets/self", [("Usher-Ticket", ticket)]).status == 200
    }
    let reply = try rig.post("/waiting-room/demo/passes", [("Usher-Ticket", ticket)])
    #expect(reply.status == 201)
    return (ticket, reply)
  }

  @Test func `a turn given back is followed by another, though Redis counts from one again`() throws {
    let rig = try GatewayRig()
    let (ticket, first) = try claimed(rig)
    try rig.postgres.psql("UPDATE passes SET state = 'requeued', ended_at = now()")
    let second = try rig.post("/waiting-room/demo/passes", [("Usher-Ticket", ticket)])
    #expect(second.status == 201)
    #expect(second.json["jti"] as? String != first.json["jti"] as? String)
    let again = try rig.post("/waiting-room/demo/passes", [("Usher-Ticket", ticket)])
    #expect(again.status == 200 && again.body == second.body)
    #expect(
      try rig.postgres.psql("SELECT string_agg(turn || state, ' ' ORDER BY turn) FROM passes") == "1requeued 2active")
  }
}
