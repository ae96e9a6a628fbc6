import EventLoop
import Primitives
import RoomLedger
import RoomStore
import TestKit
import Testing
import WaitingRoom

@testable import Admitter

/// Redis may lose everything, PostgreSQL may be away: the epoch is raised once for a loss, the line comes back, and nobody
/// waits for an operator.
@Suite(.serialized) struct LossTests {
  private func rig(
    _ admitters: Int, redis: TestRedisOptions = TestRedisOptions(),
    postgres: TestPostgresOptions = TestPostgresOptions()
  ) throws -> AdmissionRig {
    let rig = try AdmissionRig(admitters: admitters, redis: redis, postgres: postgres) {
      $0.admitRateMicro = 50_000_000
      $0.recoverForSeconds = 1
    }
    try rig.serve()
    return rig
  }

  @Test func aFlushInTheMiddleRaisesTheEpochOnceAndTheLineComesBack() throws {
    let rig = try rig(3)
    try rig.join(0..<300)
    try rig.run(for: .seconds(2))
    let before = try rig.figures().admittedTotal
    #expect(before > 50)
    // The counters are stored about once a second.
    try rig.run(for: .seconds(1))
    let stored = try #require(try rig.record().served)
    #expect(stored.admittedTotal > 0 && stored.servedScore > 0)
    try rig.redis.command("FLUSHALL")
    try rig.waitUntil("a new epoch is served") { rig.isServed && rig.epoch == 2 }
    let recovering = try rig.figures()
    #expect(recovering.isRecovering && recovering.admittedTotal == 0)
    // Everybody polls: who had not been served is back where he was, who had is owed his turn.
    let places = try rig.poll(0..<300)
    #expect(places.allSatisfy { $0 == .recovering })
    let figures = try rig.figures()
    #expect(figures.waiting + figures.owed == 300)
    #expect(figures.owed >= stored.admittedTotal)
    try rig.waitUntil("people are let in again") { (try? rig.figures().admittedTotal) ?? 0 >= 100 }
    let record = try rig.record()
    #expect(record.epoch == 2 && record.epochReason == "missing")
    let raises = try rig.ask { rig.ledger.audit(room: "demo", before: nil, limit: 50, $0) }
    #expect(raises.filter { $0.action == "epoch_raised" }.count == 1)
  }

  @Test func aRestartedRedisRaisesTheEpochThoughItsDataLookTheSame() throws {
    let rig = try rig(2, redis: TestRedisOptions(appendOnly: true))
    try rig.join(0..<50)
    try rig.run(for: .seconds(1))
    try rig.redis.stop()
    try rig.waitUntil("everybody notices") { !rig.isServed }
    try rig.redis.restart()
    try rig.waitUntil("a new epoch is served") { rig.isServed && rig.epoch == 2 }
    #expect(try rig.record().epochReason == "other_store")
    #expect(try rig.poll(0..<50).allSatisfy { $0 != nil })
    try rig.waitUntil("all are let in") { (try? rig.figures().admittedTotal) == 50 }
  }

  @Test func keysThatAreLostOneByOneAreNoticed() throws {
    let rig = try rig(1)
    try rig.join(0..<200)
    let line = try rig.redis.command("KEYS", "*:line")
    guard case .array(let keys) = line, let key = keys.first?.text else {
      Issue.record("\(line)")
      return
    }
    try rig.redis.command("ZREMRANGEBYRANK", key, "100", "150")
    try rig.waitUntil("a new epoch is served") { rig.isServed && rig.epoch == 2 }
    #expect(try rig.record().epochReason == "incomplete")
  }

  @Test func countersBehindThoseThatWereStoredAreALoss() throws {
    let rig = try rig(1)
    try rig.join(0..<20)
    try rig.waitUntil("the counters are stored") { ((try? rig.record().served?.joinsTotal) ?? 0) == 20 }
    // As if an older replica had taken over under the same name.
    try rig.postgres.psql("UPDATE room_served SET joins_total = joins_total + 5")
    try rig.waitUntil("a new epoch is served") { rig.isServed && rig.epoch == 2 }
    #expect(try rig.record().epochReason == "went_back")
  }

  @Test func admissionGoesOnWithoutPostgreSQLAndARaiseWaitsForIt() throws {
    let rig = try rig(2, postgres: TestPostgresOptions(synchronizes: true))
    try rig.join(0..<400)
    rig.postgres.kill()
    try rig.run(for: .milliseconds(500))
    let before = try rig.figures().admittedTotal
    try rig.run(for: .seconds(2))
    #expect(try rig.figures().admittedTotal >= before + 80)
    // A loss while there is no truth to raise the epoch in: nobody is let in.
    try rig.redis.command("FLUSHALL")
    try rig.waitUntil("the loss is noticed") { rig.admitters.allSatisfy { !$0.isAdmitting } }
    try rig.run(for: .seconds(1))
    #expect(rig.epoch == 1)
    try rig.postgres.restart()
    try rig.waitUntil("a new epoch is served") { rig.isServed && rig.epoch == 2 }
    #expect(try rig.poll(0..<400).allSatisfy { $0 != nil })
    try rig.waitUntil("people are let in again") { (try? rig.figures().admittedTotal) ?? 0 > 20 }
    #expect(rig.admitters.allSatisfy { $0.service.isReady })
  }

  @Test func aRedisThatStandsStillIsWaitedFor() throws {
    let rig = try rig(1)
    try rig.join(0..<100)
    rig.redis.pause()
    try rig.waitUntil("nobody is let in") { !rig.isServed }
    #expect(!rig.admitters[0].service.isReady)
    rig.redis.resume()
    try rig.serve()
    #expect(rig.epoch == 1)
    try rig.waitUntil("all are let in") { (try? rig.figures().admittedTotal) == 100 }
  }

  @Test func aLedgerThatLostARaiseCatchesUp() throws {
    let rig = try rig(2)
    try rig.join(0..<50)
    try rig.redis.command("FLUSHALL")
    try rig.waitUntil("a new epoch is served") { rig.isServed && rig.epoch == 2 }
    // A failover to a standby that lacked the raise.
    try rig.postgres.psql(
      "UPDATE rooms SET epoch = 1, pass_epoch_min = 1, epoch_store = NULL, epoch_opened_at = NULL")
    try rig.waitUntil("the epoch is beyond Redis' again", limit: .seconds(60)) {
      guard let record = try? rig.record() else { return false }
      return record.epoch >= 2 && record.epochStore != nil && rig.isServed && rig.epoch == record.epoch
    }
    try rig.run(for: .seconds(3))
    #expect(rig.isServed)
  }
}
