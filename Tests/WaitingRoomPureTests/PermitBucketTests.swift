import Primitives
import TestKit
import Testing
import WaitingRoom

@Suite struct PermitBucketTests {
  @Test func nothingIsRounded() {
    var bucket = PermitBucket(at: 0)
    for step in 1...3_000_000 where step % 7 == 0 || step == 3_000_000 {
      bucket.accrue(to: Int64(step), rateMicro: 333_333, burstMicro: 5_000_000)
    }
    #expect(bucket.permits == 333_333 * 3_000_000)
  }

  /// Every way of cutting a span into ticks gives the same, and what is taken never exceeds rate and burst.
  @Test(.seeded) func theBoundHoldsOverEveryWindow() {
    var random = SeededRandom(seed: TestSeed.current)
    for _ in 0..<200 {
      var bucket = PermitBucket(at: 0)
      var now: Int64 = 0
      var taken: [(at: Int64, people: Int)] = []
      let rate = Int(random.next() % 500_000_000)
      let burst = max(1_000_000, rate / 10)
      for _ in 0..<100 {
        now += Int64(random.next() % 300_000)
        bucket.accrue(to: now, rateMicro: rate, burstMicro: burst)
        let people = min(bucket.wholePeople, Int(random.next() % 40))
        bucket.take(people: people)
        taken.append((now, people))
      }
      for first in taken.indices {
        var sum = 0
        for last in taken[first...] {
          sum += last.people
          #expect(sum * 1_000_000 <= rate * Int(last.at - taken[first].at) / 1_000_000 + burst)
        }
      }
    }
  }

  @Test func aClockThatGoesBackIsWaitedForButNotForEver() {
    var bucket = PermitBucket(at: 10_000_000)
    bucket.accrue(to: 9_000_000, rateMicro: 1_000_000, burstMicro: 9_000_000)
    #expect(bucket.permits == 0 && bucket.accruedAt == 10_000_000)
    bucket.accrue(to: 11_000_000, rateMicro: 1_000_000, burstMicro: 9_000_000)
    #expect(bucket.wholePeople == 1)
    bucket.accrue(to: 1_000_000, rateMicro: 1_000_000, burstMicro: 9_000_000)
    #expect(bucket.accruedAt == 1_000_000, "an hour back may not stop the line for an hour")
    bucket.accrue(to: 2_000_000, rateMicro: 1_000_000, burstMicro: 9_000_000)
    #expect(bucket.wholePeople == 2)
  }

  @Test func hugeSpansStopAtTheBurst() {
    var bucket = PermitBucket(at: 0)
    bucket.accrue(to: .max, rateMicro: RoomSettings.admitRateMicroMax, burstMicro: RoomSettings.burstMicroMax)
    #expect(bucket.wholePeople == 9_000)
    bucket.clamp(toMicro: 1_000_000)
    #expect(bucket.wholePeople == 1)
  }
}
