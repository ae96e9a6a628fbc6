import Limits
import Primitives
import Testing

@Suite struct TokenBucketTests {
  /// Six a minute, three at once.
  static let limit = Limit(name: "holds", count: 6, periodMicroseconds: 60_000_000, burst: 3)
  static let check = LimitCheck(limit, subject: .pass("jti"))

  static func decide(_ bucket: inout TokenBucket, at now: Int64) -> LimitVerdict {
    var buckets = [bucket]
    defer { bucket = buckets[0] }
    return TokenBucket.decide([check], &buckets, at: now)
  }

  @Test func aBurstThenTheRate() {
    var bucket = TokenBucket()
    let start: Int64 = 1_000_000_000
    for left in [2, 1, 0] {
      let verdict = TokenBucketTests.decide(&bucket, at: start)
      #expect(
        !verdict.isRefused
          && verdict.standings == [.init(remaining: left, resetMicroseconds: Int64(3 - left) * 10_000_000)])
    }
    let refused = TokenBucketTests.decide(&bucket, at: start)
    #expect(
      refused.refusedIndex == 0 && refused.retryAfterMicroseconds == 10_000_000 && refused.retryAfterSeconds == 10)
    #expect(TokenBucketTests.decide(&bucket, at: start + 9_999_999).isRefused)
    #expect(!TokenBucketTests.decide(&bucket, at: start + 10_000_000).isRefused)
    #expect(TokenBucketTests.decide(&bucket, at: start + 10_000_000).isRefused)
    #expect(bucket.standing(of: TokenBucketTests.limit, at: start + 100_000_000).remaining == 3)
  }

  /// Over every window: no more than the burst and what came back in it.
  @Test func theBoundHoldsExhaustively() {
    let limit = Limit(name: "small", count: 1, periodMicroseconds: 3, burst: 2)
    // Every pattern of asking or not at each of 14 instants.
    for pattern in 0..<(1 << 14) {
      var bucket = TokenBucket()
      var granted: [Int64] = []
      for instant in 0..<14 where pattern >> instant & 1 == 1 {
        let now = Int64(100 + instant)
        if bucket.wait(for: 1, of: limit, at: now) == 0 {
          bucket.take(1, of: limit, at: now)
          granted.append(now)
        }
      }
      for (first, from) in granted.enumerated() {
        for (last, to) in granted.enumerated() where last >= first {
          #expect(last - first + 1 <= 2 + Int(to - from) / 3)
        }
      }
    }
  }

  @Test func aLoweredLimitOrAClockThatWentBackRefusesNoLongerThanItsWindow() {
    var bucket = TokenBucket()
    for _ in 0..<3 { bucket.take(1, of: TokenBucketTests.limit, at: 1_000_000_000) }
    let wait = bucket.wait(for: 1, of: TokenBucketTests.limit, at: 0)
    #expect(wait == 10_000_000)
    let lowered = Limit(name: "holds", count: 60, periodMicroseconds: 60_000_000, burst: 1)
    #expect(bucket.wait(for: 1, of: lowered, at: 1_000_000_000) == 1_000_000)
  }
}

@Suite struct LimitTextTests {
  @Test func fieldsForClients() {
    let limits = [
      Limit(name: "joins", count: 60, periodMicroseconds: 60_000_000, burst: 30),
      Limit(name: "holds", count: 6, periodMicroseconds: 60_000_000, burst: 3),
    ]
    let checks = [LimitCheck(limits[0], subject: .local), LimitCheck(limits[1], subject: .local)]
    let buffer = ByteBuffer()
    LimitHeaders.appendPolicy(checks, to: buffer)
    #expect(buffer.string == "\"joins\";q=30;w=30, \"holds\";q=3;w=30")
    buffer.clear()
    let granted = LimitVerdict(
      refusedIndex: nil, retryAfterMicroseconds: 0,
      standings: [
        .init(remaining: 9, resetMicroseconds: 21_000_000), .init(remaining: 2, resetMicroseconds: 9_500_001),
      ])
    LimitHeaders.appendStanding(granted, checks, to: buffer)
    #expect(buffer.string == "\"holds\";r=2;t=10")
    buffer.clear()
    let refused = LimitVerdict(
      refusedIndex: 0, retryAfterMicroseconds: 1, standings: granted.standings)
    LimitHeaders.appendStanding(refused, checks, to: buffer)
    #expect(buffer.string == "\"joins\";r=9;t=1" && refused.retryAfterSeconds == 1)
  }

  @Test func subjectsNeverShareAKey() {
    let subjects: [LimitSubject] = [
      .user("a"), .pass("a"), .room("a"), .network4(0), .network4(0xC000_0201), .network6(0xC000_0201), .local,
      .user("net:local"), .user("pass:a"),
    ]
    let texts = subjects.map { subject in
      let buffer = ByteBuffer()
      subject.append(to: buffer)
      return buffer.string
    }
    #expect(Set(texts).count == subjects.count)
    #expect(texts.contains("net:192.0.2.1") && texts.contains("net6:00000000c0000201"))
  }
}
