import EventLoop
import Postgres
import RoomLedger
import Testing
import WaitingRoom

/// Rooms, their settings and epochs: every change is a compare-and-set, and leaves a trace.
@Suite struct RoomTests {
  @Test func aRoomIsMadeOnce() throws {
    let database = try LedgerDatabase()
    let harness = try LedgerHarness(database)
    let create: (String) throws -> RoomCreation = { settings in
      try harness.ask {
        harness.ledger.create(room: "a", event: "show", state: .prequeue, settings: settings, actor: "ops", $0)
      }
    }
    guard case .created(let room) = try create(#"{"admit_rate": 50}"#) else {
      Issue.record("not created")
      return
    }
    #expect(room.state == .prequeue)
    #expect(room.eventID == "show" && room.eventName == nil)
    #expect(room.version == 1 && room.epoch == 1)
    #expect(room.settings == #"{"admit_rate": 50}"#)
    #expect(room.drawCommitment.count == 32)
    #expect(room.served == nil && room.epochStore == nil)
    #expect(try create("{}") == .existed(room))
    #expect(try harness.ask { harness.ledger.rooms($0) } == [room])
    #expect(try harness.ask { harness.ledger.room("nowhere", $0) } == nil)
    try database.psql(
      """
      INSERT INTO venues (id, name) VALUES ('hall', 'Hall');
      INSERT INTO events (id, venue_id, name, start_time, on_sale_at, admission, currency, seats_per_order_max,
        seats_per_user_max, capacity, document_sha256)
      VALUES ('show', 'hall', 'The Show', now(), now(), 'reserved', 'EUR', 8, 8, 0, sha256('show'))
      """)
    #expect(try harness.ask { harness.ledger.rooms($0) }.map(\.eventName) == ["The Show"])
    #expect(try database.psql("SELECT count(*) FROM room_audit") == "1")
    #expect(try database.psql("SELECT draw_commitment = sha256(draw_seed) FROM rooms") == "t")
  }

  @Test func ofTwoWhoChangeAVersionOneDoes() throws {
    let harness = try LedgerHarness(LedgerDatabase())
    try harness.makeRoom()
    let change: (Int, String) throws -> RoomChangeOutcome = { version, settings in
      try harness.ask {
        harness.ledger.change(
          room: "demo", ifVersion: version, state: .open, settings: settings, actor: "ops", action: "changed",
          detail: settings, $0)
      }
    }
    guard case .changed(let changed) = try change(1, #"{"paused": true}"#) else {
      Issue.record("not changed")
      return
    }
    #expect(changed.version == 2)
    #expect(try change(1, "{}") == .otherVersion(changed))
    guard case .changed(let again) = try change(2, "{}") else {
      Issue.record("not changed")
      return
    }
    #expect(again.version == 3 && again.settings == "{}")
    let audit = try harness.ask { harness.ledger.audit(room: nil, before: nil, limit: 2, $0) }
    #expect(audit.map(\.version) == [3, 2])
    #expect(audit[1].detail == #"{"paused": true}"#)
    let older = try harness.ask { harness.ledger.audit(room: "demo", before: audit[1].sequence, limit: 10, $0) }
    #expect(older.map(\.action) == ["created"])
    let missing = try harness.ask {
      harness.ledger.change(
        room: "x", ifVersion: 1, state: .open, settings: "{}", actor: "ops", action: "a", detail: "{}", $0)
    }
    #expect(missing == .unknownRoom)
  }

  @Test func ofManyWhoNoticeALossOneRaisesTheEpoch() throws {
    let database = try LedgerDatabase()
    try LedgerHarness(database).makeRoom()
    let admitters = try (0..<4).map { _ in try LedgerHarness(database) }
    var outcomes: [EpochOutcome] = []
    for admitter in admitters {
      admitter.ledger.raiseEpoch(room: "demo", from: 1, reason: "lost", actor: "admitter") {
        if let outcome = try? $0.get() { outcomes.append(outcome) }
      }
    }
    for _ in 0..<2_000 where outcomes.count < admitters.count {
      for admitter in admitters {
        admitter.loop.addTimer(after: .milliseconds(1)) { admitter.loop.stop() }
        admitter.loop.run()
      }
    }
    #expect(outcomes.count == 4)
    let raised = outcomes.filter {
      if case .raised = $0 { return true }
      return false
    }
    #expect(raised.count == 1)
    #expect(try database.psql("SELECT epoch, epoch_reason FROM rooms") == "2|lost")
    #expect(try database.psql("SELECT count(*) FROM room_audit WHERE action = 'epoch_raised'") == "1")
  }

  @Test func anEpochIsConfirmedForOneRedis() throws {
    let harness = try LedgerHarness(LedgerDatabase())
    try harness.makeRoom()
    let confirm: (Int, String) throws -> Bool = { epoch, store in
      try harness.ask { harness.ledger.confirmEpoch(room: "demo", epoch: epoch, store: store, $0) }
    }
    #expect(try confirm(1, "redis-a"))
    #expect(try confirm(1, "redis-a"))
    #expect(try !confirm(1, "redis-b"))
    _ = try harness.ask { harness.ledger.raiseEpoch(room: "demo", from: 1, reason: "lost", actor: "t", $0) }
    #expect(try !confirm(1, "redis-a"))
    #expect(try harness.ask { harness.ledger.room("demo", $0) }?.epochStore == nil)
    #expect(try confirm(2, "redis-b"))
    #expect(try harness.ask { harness.ledger.room("demo", $0) }?.epochStore == "redis-b")
  }

  @Test func servedMarksOnlyGoForward() throws {
    let harness = try LedgerHarness(LedgerDatabase())
    try harness.makeRoom()
    let store: (Int, Int, Int) throws -> Int = { epoch, score, admitted in
      try harness.ask {
        harness.ledger.store(
          served: [
            ServedMark(
              room: "demo", epoch: epoch, servedScore: score, lastScore: score, admittedTotal: admitted, joinsTotal: 9),
            ServedMark(room: "gone", epoch: 1, servedScore: 1, lastScore: 1, admittedTotal: 1, joinsTotal: 1),
          ], $0)
      }
    }
    #expect(try store(1, 100, 5) == 1)
    #expect(try store(1, 100, 5) == 0)
    #expect(try store(1, 90, 6) == 0)
    #expect(try store(1, 110, 7) == 1)
    #expect(try store(2, 10, 0) == 1)
    #expect(try store(1, 500, 50) == 0)
    let served = try harness.ask { harness.ledger.room("demo", $0) }?.served
    #expect(
      served == ServedMark(room: "demo", epoch: 2, servedScore: 10, lastScore: 10, admittedTotal: 0, joinsTotal: 9))
  }

  @Test func anOperatorCanEndAllPassesBeforeAnEpoch() throws {
    let database = try LedgerDatabase()
    let harness = try LedgerHarness(database)
    try harness.makeRoom()
    let pass = try #require(harness.claim(PassClaim.test(1)).pass)
    _ = try harness.ask { harness.ledger.raiseEpoch(room: "demo", from: 1, reason: "lost", actor: "t", $0) }
    #expect(try database.psql("SELECT pass_extend('\(pass.jti)', now() + interval '1 hour') IS NOT NULL") == "t")
    #expect(try harness.ask { harness.ledger.endOlderPasses(room: "demo", actor: "ops", $0) })
    #expect(try harness.ask { harness.ledger.room("demo", $0) }?.passEpochMin == 2)
    #expect(try database.psql("SELECT pass_extend('\(pass.jti)', now() + interval '2 hours') IS NULL") == "t")
    #expect(try harness.ask { harness.ledger.endOlderPasses(room: "nowhere", actor: "ops", $0) } == false)
  }

  @Test func theTablesRefuseAWrongProgram() throws {
    let database = try LedgerDatabase()
    let harness = try LedgerHarness(database)
    try harness.makeRoom()
    let pass = try #require(harness.claim(PassClaim.test(1)).pass)
    let wrong = [
      "INSERT INTO rooms (id) VALUES ('Not OK')",
      "UPDATE rooms SET settings = '[]'",
      "UPDATE rooms SET draw_commitment = ''",
      "UPDATE rooms SET pass_epoch_min = 5",
      "UPDATE passes SET expires_at = expires_at - interval '1 second'",
      "UPDATE passes SET subject = 'thief'",
      "UPDATE passes SET state = 'complete'",
      "INSERT INTO passes SELECT 'another-name-of-the-turn', room_id, ticket_id, 9, epoch, subject, key_id, issued_at, minted_expires_at, expires_at FROM passes",
    ]
    for sql in wrong {
      #expect(throws: (any Error).self, "\(sql)") { try database.psql(sql) }
    }
    try database.psql("UPDATE passes SET state = 'complete', ended_at = now()")
    for sql in [
      "UPDATE passes SET state = 'active', ended_at = NULL", "UPDATE passes SET state = 'requeued'",
      "UPDATE passes SET expires_at = expires_at + interval '1 hour'",
    ] {
      #expect(throws: (any Error).self, "\(sql)") { try database.psql(sql) }
    }
    #expect(try harness.ask { harness.ledger.pass(pass.jti, $0) }?.state == .complete)
  }
}
