import EventLoop
import Postgres
import Primitives
import RoomLedger
import Testing

/// Whoever polls the feed hears of every ended pass, whatever order transactions commit in.
@Suite struct FeedTests {
  private func harness(_ database: LedgerDatabase, passes: Int) throws -> (LedgerHarness, [PassRecord]) {
    let harness = try LedgerHarness(database) { $0.changesPerPollMax = 10 }
    try harness.makeRoom()
    let outcomes = try harness.claim((0..<passes).map { try PassClaim.test($0) })
    return (harness, try outcomes.map { try #require(try $0.get().pass) })
  }

  @Test func anEndReachesTheNextPollOnce() throws {
    let (harness, passes) = try harness(LedgerDatabase(), passes: 2)
    let start = try harness.changes(since: nil)
    #expect(start.isComplete && start.changes.isEmpty)
    _ = try harness.ask { harness.ledger.end(passes[0].jti, room: "demo", as: .revoked, reason: "r", actor: nil, $0) }
    let next = try harness.changes(since: start.position)
    #expect(next.changes.map(\.jti) == [passes[0].jti])
    #expect(next.changes[0].state == .revoked)
    #expect(!next.isComplete)
    #expect(try harness.changes(since: next.position).changes.isEmpty)
  }

  @Test func aRowThatCommitsLateIsNotMissed() throws {
    let database = try LedgerDatabase()
    let (harness, passes) = try harness(database, passes: 3)
    var feed = try harness.changes(since: nil)
    let slow = try database.session()
    try slow.run("BEGIN; UPDATE passes SET state = 'revoked', ended_at = now() WHERE jti = '\(passes[0].jti)'")
    // Numbered later, committed earlier.
    _ = try harness.ask { harness.ledger.end(passes[1].jti, room: "demo", as: .complete, reason: "r", actor: nil, $0) }
    feed = try harness.changes(since: feed.position)
    #expect(feed.changes.map(\.jti) == [passes[1].jti])
    feed = try harness.changes(since: feed.position)
    #expect(feed.changes.isEmpty)
    try slow.run("COMMIT")
    feed = try harness.changes(since: feed.position)
    #expect(feed.changes.map(\.jti) == [passes[0].jti])
    #expect(try harness.changes(since: feed.position).changes.isEmpty)
  }

  @Test func manyWritersInterleavedAtRandomAreAllRead() throws {
    let database = try LedgerDatabase()
    let (harness, passes) = try harness(database, passes: 60)
    let writers = try (0..<6).map { _ in try database.session() }
    var isOpen = [Bool](repeating: false, count: writers.count)
    var next = 0
    var seen: Set<String> = []
    var random = SeededRandom(seed: 20_240_611)
    var feed = try harness.changes(since: nil)
    for _ in 0..<400 {
      let index = Int.random(in: 0..<writers.count, using: &random)
      if !isOpen[index], next < passes.count {
        try writers[index].run(
          "BEGIN; UPDATE passes SET state = 'complete', ended_at = now() WHERE jti = '\(passes[next].jti)'")
        isOpen[index] = true
        next += 1
      } else if isOpen[index] {
        try writers[index].run("COMMIT")
        isOpen[index] = false
      }
      if Int.random(in: 0..<3, using: &random) == 0 {
        feed = try harness.changes(since: feed.position)
        seen.formUnion(feed.changes.map(\.jti))
      }
    }
    for index in writers.indices where isOpen[index] { try writers[index].run("COMMIT") }
    feed = try harness.changes(since: feed.position)
    seen.formUnion(feed.changes.map(\.jti))
    #expect(next == passes.count)
    #expect(seen == Set(passes.map(\.jti)))
  }

  @Test func aLongPollReadsAllPages() throws {
    let database = try LedgerDatabase()
    let (harness, passes) = try harness(database, passes: 47)
    let start = try harness.changes(since: nil)
    try database.psql("UPDATE passes SET state = 'complete', ended_at = now()")
    let new = try harness.changes(since: start.position)
    #expect(Set(new.changes.map(\.jti)) == Set(passes.map(\.jti)))
    let all = try harness.changes(since: nil)
    #expect(all.changes.map(\.sequence) == new.changes.map(\.sequence))
  }

  @Test func anotherServerMeansReadingEverythingAnew() throws {
    let (harness, passes) = try harness(LedgerDatabase(), passes: 1)
    _ = try harness.ask { harness.ledger.end(passes[0].jti, room: "demo", as: .revoked, reason: "r", actor: nil, $0) }
    let feed = try harness.changes(since: nil)
    #expect(feed.isComplete && feed.changes.count == 1)
    let elsewhere = PassFeedPosition.onAnotherServer
    let anew = try harness.changes(since: elsewhere)
    #expect(anew.isComplete)
    #expect(anew.changes == feed.changes)
    #expect(anew.position != elsewhere)
  }

  @Test func aRaisedEndIsInTheFeedAndAnEndedPassStaysEnded() throws {
    let (harness, passes) = try harness(LedgerDatabase(), passes: 1)
    let start = try harness.changes(since: nil)
    let until = passes[0].expiresAt + 900_500_000
    let extended = try harness.ask {
      harness.ledger.extend(passes[0].jti, room: "demo", until: until, actor: nil, $0)
    }
    let raised = try #require(extended.changed)
    #expect(raised.expiresAt == passes[0].expiresAt + 901_000_000)
    #expect(raised.mintedExpiresAt == passes[0].mintedExpiresAt)
    #expect(try harness.claim(PassClaim.test(0)) == .known(raised))
    // Never lowered.
    let lower = try harness.ask {
      harness.ledger.extend(passes[0].jti, room: "demo", until: passes[0].expiresAt, actor: nil, $0)
    }
    #expect(lower == .unchanged(raised))
    let ended = try harness.ask {
      harness.ledger.end(passes[0].jti, room: "demo", as: .complete, reason: "done", actor: "ops", $0)
    }
    #expect(ended.changed != nil)
    let late = try harness.ask {
      harness.ledger.extend(passes[0].jti, room: "demo", until: until + 900_000_000, actor: nil, $0)
    }
    #expect(late.changed == nil)
    let again = try harness.ask {
      harness.ledger.end(passes[0].jti, room: "demo", as: .revoked, reason: "late", actor: "ops", $0)
    }
    #expect(again == .unchanged(try #require(ended.changed)))
    let feed = try harness.changes(since: start.position)
    #expect(feed.changes.map(\.state) == [.active, .complete])
    #expect(feed.changes[0].expiresAt == raised.expiresAt)
    let audit = try harness.ask { harness.ledger.audit(room: "demo", before: nil, limit: 10, $0) }
    #expect(audit.map(\.action) == ["pass_complete", "created"])
  }

  @Test func ofTwoWhoEndAPassAtOnceOneDoes() throws {
    let database = try LedgerDatabase()
    let (harness, passes) = try harness(database, passes: 1)
    let rival = try database.session()
    try rival.run("BEGIN; UPDATE passes SET state = 'revoked', ended_at = now() WHERE jti = '\(passes[0].jti)'")
    let outcome: Result<PassChangeOutcome, LedgerFault> = try harness.wait { done in
      harness.ledger.end(passes[0].jti, room: "demo", as: .complete, reason: "r", actor: nil, done)
      harness.loop.addTimer(after: .milliseconds(100)) { _ = try? rival.run("COMMIT") }
    }
    guard case .unchanged(let pass) = try outcome.get() else {
      Issue.record("\(outcome)")
      return
    }
    #expect(pass.state == .revoked)
  }

  @Test func whatNobodyNeedsIsForgotten() throws {
    let database = try LedgerDatabase()
    let (harness, passes) = try harness(database, passes: 1)
    _ = try harness.ask { harness.ledger.end(passes[0].jti, room: "demo", as: .complete, reason: "r", actor: nil, $0) }
    #expect(try harness.ask { harness.ledger.pruneChanges($0) } == 0)
    try database.psql("UPDATE pass_changes SET expires_at = now() - interval '1 hour'")
    #expect(try harness.changes(since: nil).changes.isEmpty)
    #expect(try harness.ask { harness.ledger.pruneChanges($0) } == 1)
  }
}
