import EventLoop
import Postgres
import Primitives
import RoomLedger
import Testing

/// One turn, one pass: whoever asks, wherever, however often, and whatever Redis remembers.
@Suite struct ClaimTests {
  @Test func aRetryGetsTheSameRecord() throws {
    let database = try LedgerDatabase()
    let harness = try LedgerHarness(database)
    try harness.makeRoom()
    let claim = try PassClaim.test(1)
    guard case .issued(let first) = try harness.claim(claim) else {
      Issue.record("not issued")
      return
    }
    #expect(first.state == .active)
    #expect(first.expiresAt - first.issuedAt == 600_000_000)
    #expect(first.mintedExpiresAt == first.expiresAt)
    #expect(first.issuedAt.microseconds % 1_000_000 == 0)
    #expect(try harness.claim(claim) == .known(first))
    // Elsewhere, under another key and for another length of time: what was handed out counts.
    let other = try LedgerHarness(database)
    let rotated = try #require(
      PassClaim(
        room: "demo", ticketID: claim.ticketID, turn: 1, epoch: 1, jti: String(repeating: "x", count: 22),
        subject: "other",
        keyID: "k2", lifetimeSeconds: 5))
    #expect(try other.claim(rotated) == .known(first))
  }

  @Test func claimsOfATurnShareOneStatementAndEachGetsItsOwnAnswer() throws {
    let database = try LedgerDatabase()
    let harness = try LedgerHarness(database)
    try harness.makeRoom()
    try harness.makeRoom("other", event: nil)
    _ = try harness.claim(PassClaim.test(3))
    let before = harness.ledger.measure().statementsTotal
    let outcomes = try harness.claim([
      PassClaim.test(1), PassClaim.test(2, room: "other"), PassClaim.test(3), PassClaim.test(4, room: "nowhere"),
      PassClaim.test(5, epoch: 2), PassClaim.test(1),
    ]).map { try $0.get() }
    #expect(harness.ledger.measure().statementsTotal == before + 1)
    #expect(outcomes[0].pass?.ticketID == RandomID(high: 7, low: 1))
    #expect(outcomes[1].pass?.room == "other")
    guard case .known = outcomes[2] else {
      Issue.record("\(outcomes[2])")
      return
    }
    #expect(outcomes[3] == .unknownRoom)
    #expect(outcomes[4] == .otherEpoch(current: 1))
    #expect(outcomes[5].pass == outcomes[0].pass)
    #expect(try database.psql("SELECT count(*) FROM passes") == "3")
  }

  @Test func manyGatewaysAtOnceMakeOneRowATicket() throws {
    let database = try LedgerDatabase()
    try LedgerHarness(database).makeRoom()
    let gateways = try (0..<4).map { _ in try LedgerHarness(database) { $0.claimsPerStatementMax = 7 } }
    // The loops take turns, so that the statements of all overlap at the server.
    var records = [[PassRecord?]](repeating: [], count: gateways.count)
    var random = SeededRandom(seed: 11)
    for (index, gateway) in gateways.enumerated() {
      let tickets = (0..<200).map { $0 % 50 }.shuffled(using: &random)
      for ticket in tickets {
        gateway.ledger.claim(try PassClaim.test(ticket)) { records[index].append((try? $0.get())?.pass) }
      }
    }
    for _ in 0..<2_000 where records.contains(where: { $0.count < 200 }) {
      for gateway in gateways {
        gateway.loop.addTimer(after: .milliseconds(1)) { gateway.loop.stop() }
        gateway.loop.run()
      }
    }
    let passes = records.flatMap { $0 }
    #expect(passes.count == 800)
    #expect(passes.allSatisfy { $0 != nil })
    #expect(Set(passes.compactMap { $0?.jti }).count == 50)
    let byTicket = Dictionary(grouping: passes.compactMap { $0 }, by: \.ticketID)
    #expect(byTicket.values.allSatisfy { group in group.allSatisfy { $0 == group[0] } })
    #expect(try database.psql("SELECT count(*) FROM passes") == "50")
  }

  @Test func whoLosesTheRaceGetsTheWinnersRecordThoughHeBeganBeforeItWasCommitted() throws {
    let database = try LedgerDatabase()
    let harness = try LedgerHarness(database)
    try harness.makeRoom()
    let rival = try database.session()
    let rivalLedger = RoomLedger(client: rival, options: try RoomLedgerOptions(connection: database.connection))
    defer { rivalLedger.close() }
    try rival.run("BEGIN")
    let claim = try PassClaim.test(1)
    let otherClaim = try PassClaim.test(1, lifetime: 5, subject: "other")
    let winner: Result<ClaimOutcome, LedgerFault> = rival.wait { rivalLedger.claim(claim, $0) }
    let loser: Result<ClaimOutcome, LedgerFault> = try harness.wait { done in
      harness.ledger.claim(otherClaim, done)
      harness.loop.addTimer(after: .milliseconds(100)) { _ = try? rival.run("COMMIT") }
    }
    let pass = try #require(winner.get().pass)
    #expect(try winner.get() == .issued(pass))
    #expect(try loser.get() == .known(pass))
  }

  @Test func aTurnThatRedisForgotGivesNoSecondPass() throws {
    let database = try LedgerDatabase()
    let harness = try LedgerHarness(database)
    try harness.makeRoom()
    // The first turn passed unclaimed; the second was claimed. After a loss Redis counts from one again.
    let claimed = try #require(harness.claim(PassClaim.test(1, turn: 2)).pass)
    #expect(
      try harness.ask { harness.ledger.raiseEpoch(room: "demo", from: 1, reason: "test", actor: "test", $0) }
        != .unknownRoom)
    #expect(try harness.claim(PassClaim.test(1, turn: 1, epoch: 2)) == .known(claimed))
    let ended = try harness.ask {
      harness.ledger.end(claimed.jti, room: "demo", as: .complete, reason: "bought", actor: nil, $0)
    }
    #expect(ended.changed?.state == .complete)
    #expect(try harness.claim(PassClaim.test(1, turn: 1, epoch: 2)).pass?.state == .complete)
    #expect(try database.psql("SELECT count(*) FROM passes") == "1")
  }

  @Test func aRequeuedTicketGetsAnotherPassUnderALaterTurn() throws {
    let database = try LedgerDatabase()
    let harness = try LedgerHarness(database)
    try harness.makeRoom()
    let first = try #require(harness.claim(PassClaim.test(1)).pass)
    _ = try harness.ask {
      harness.ledger.end(first.jti, room: "demo", as: .requeued, reason: "fault", actor: "ops", $0)
    }
    #expect(try harness.claim(PassClaim.test(1)) == .turnIsOver(next: 2))
    let second = try #require(harness.claim(PassClaim.test(1, turn: 2)).pass)
    #expect(second.jti != first.jti)
    #expect(try harness.claim(PassClaim.test(1, turn: 3)) == .known(second))
    let known = try harness.ask {
      harness.ledger.passes(ofTickets: [first.ticketID, RandomID(high: 0, low: 0)], room: "demo", $0)
    }
    #expect(known == [first.ticketID: second])
  }

  @Test func noTurnOfAnOldEpochIsClaimedOnceTheNewOneIsCommitted() throws {
    let database = try LedgerDatabase()
    let harness = try LedgerHarness(database)
    try harness.makeRoom()
    let rival = try database.session()
    try rival.run("BEGIN; UPDATE rooms SET epoch = 2 WHERE id = 'demo'")
    let claim = try PassClaim.test(1)
    // The claim waits for the raise and then sees it.
    let outcome: Result<ClaimOutcome, LedgerFault> = try harness.wait { done in
      harness.ledger.claim(claim, done)
      harness.loop.addTimer(after: .milliseconds(100)) { _ = try? rival.run("COMMIT") }
    }
    #expect(try outcome.get() == .otherEpoch(current: 2))
    #expect(try database.psql("SELECT count(*) FROM passes") == "0")
  }

  @Test func oneClaimThatBreaksAConstraintHurtsNoOther() throws {
    let database = try LedgerDatabase()
    let harness = try LedgerHarness(database)
    try harness.makeRoom()
    try harness.makeRoom("other", event: nil)
    _ = try harness.claim(PassClaim.test(1))
    // The same ticket in another room has the same name for its turn: the primary key refuses it.
    let outcomes = try harness.claim([PassClaim.test(2), PassClaim.test(1, room: "other"), PassClaim.test(3)])
    #expect(try outcomes[0].get().pass != nil)
    guard case .failure(.refused(let why)) = outcomes[1] else {
      Issue.record("\(outcomes[1])")
      return
    }
    #expect(why.contains("passes_pkey"))
    #expect(try outcomes[2].get().pass != nil)
  }

  @Test func theQueueOfClaimsHasABound() throws {
    let database = try LedgerDatabase()
    let harness = try LedgerHarness(database) {
      $0.claimsWaitingMax = 10
      $0.claimsPerStatementMax = 5
      $0.claimStatementsMax = 1
    }
    try harness.makeRoom()
    let outcomes = try harness.claim((0..<12).map { try PassClaim.test($0) })
    let overloaded = outcomes.filter { $0 == .failure(.overloaded) }
    #expect(overloaded.count == 2)
    #expect(outcomes.filter { (try? $0.get())?.pass != nil }.count == 10)
  }

  @Test func aClaimOutOfBoundsIsNone() {
    func claim(turn: Int = 1, jti: String = String(repeating: "a", count: 22), subject: String = "u", lifetime: Int = 1)
      -> PassClaim?
    {
      PassClaim(
        room: "r", ticketID: RandomID(high: 0, low: 1), turn: turn, epoch: 1, jti: jti, subject: subject, keyID: "k",
        lifetimeSeconds: lifetime)
    }
    #expect(claim() != nil)
    #expect(claim(turn: 0) == nil)
    #expect(claim(turn: 1 << 31) == nil)
    #expect(claim(jti: "short") == nil)
    #expect(claim(jti: String(repeating: "ä", count: 11)) == nil)
    #expect(claim(subject: "") == nil)
    #expect(claim(subject: "a\0b") == nil)
    #expect(claim(subject: String(repeating: "u", count: 257)) == nil)
    #expect(claim(lifetime: 0) == nil)
    #expect(claim(lifetime: PassClaim.lifetimeSecondsMax + 1) == nil)
  }
}
