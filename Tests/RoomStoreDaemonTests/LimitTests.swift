import Limits
import Primitives
import RoomStore
import TestKit
import Testing
import WaitingRoom

/// Limits in Redis against the same limits as plain values.
@Suite struct LimitTests {
  static func take(_ rig: Rig, _ checks: [LimitCheck], in room: RoomID? = nil) throws -> LimitVerdict {
    try rig.wait { rig.store.takeLimits(checks, in: room, $0) }
  }

  @Test(.seeded) func scriptsDecideAsTheModelDoes() throws {
    let rig = try Rig(simulated: true)
    var random = SeededRandom(seed: TestSeed.current)
    let limits = (0..<4).map { index in
      Limit(
        name: "limit-\(index)", count: 1 + Int(random.next() % 20),
        periodMicroseconds: Int64(20_000_000 + random.next() % 40_000_000), burst: 3 + Int(random.next() % 20))
    }
    var buckets: [LimitCheck: TokenBucket] = [:]
    var (granted, refused) = (0, 0)
    for _ in 0..<2_000 {
      // Each limit at most once a request: that is how a request asks.
      var checks: [LimitCheck] = []
      for limit in limits where random.next() % 2 == 0 {
        checks.append(
          LimitCheck(limit, subject: .network4(UInt32(random.next() % 2)), tokens: 1 + Int(random.next() % 3)))
      }
      guard !checks.isEmpty else { continue }
      let names = checks.map { LimitCheck($0.limit, subject: $0.subject) }
      var mine = names.map { buckets[$0] ?? TokenBucket() }
      let expected = TokenBucket.decide(checks, &mine, at: rig.clock!.microseconds)
      for (name, bucket) in zip(names, mine) { buckets[name] = bucket }
      let verdict = try LimitTests.take(rig, checks)
      try #require(verdict == expected)
      if verdict.isRefused { refused += 1 } else { granted += 1 }
      rig.clock!.advance(microseconds: Int64(random.next() % 600_000))
    }
    #expect(granted > 100 && refused > 100)
  }

  @Test func allOrNothing() throws {
    let rig = try Rig(simulated: true)
    let wide = Limit(name: "wide", count: 100, periodMicroseconds: 60_000_000, burst: 10)
    let narrow = Limit(name: "narrow", count: 1, periodMicroseconds: 10_000_000, burst: 1)
    let checks = [LimitCheck(wide, subject: .user("ada")), LimitCheck(narrow, subject: .pass("jti"))]
    #expect(try !LimitTests.take(rig, checks).isRefused)
    for _ in 0..<3 {
      let verdict = try LimitTests.take(rig, checks)
      #expect(verdict.refusedIndex == 1 && verdict.retryAfterSeconds == 10)
      #expect(verdict.standings.map(\.remaining) == [9, 0])
    }
    #expect(try LimitTests.take(rig, [checks[0]]).standings.first?.remaining == 8)
  }

  @Test func subjectsAndRoomsAreCountedApart() throws {
    let rig = try Rig(simulated: true)
    let limit = Limit(name: "once", count: 1, periodMicroseconds: 60_000_000, burst: 1)
    let subjects: [LimitSubject] = [
      .user("a"), .user("b"), .pass("a"), .network4(1), .network4(2), .network6(1), .room("a"), .local,
    ]
    for room in [nil, RoomID("demo"), RoomID("other")] {
      for subject in subjects {
        let check = LimitCheck(limit, subject: subject)
        #expect(try !LimitTests.take(rig, [check], in: room).isRefused, "\(subject)")
        #expect(try LimitTests.take(rig, [check], in: room).isRefused, "\(subject)")
      }
    }
  }

  /// The keys go by themselves when their buckets are full again.
  @Test func nothingIsLeftBehind() throws {
    let rig = try Rig()
    let limit = Limit(name: "short", count: 10, periodMicroseconds: 500_000, burst: 10)
    _ = try LimitTests.take(rig, [LimitCheck(limit, subject: .network4(0x7f00_0001))])
    #expect(try rig.redis.command("EXISTS", "usher:{*}:limit:short:net:127.0.0.1") == .integer(1))
    try waitUntil("the key has lapsed") { try rig.redis.command("DBSIZE") == .integer(0) }
  }
}
