import Primitives
import TestKit
import Testing
import WaitingRoom

@Suite struct EstimateTests {
  static func estimate(_ ahead: Int, rate: Int = 50_000_000, paused: Bool = false, measured: Double? = nil)
    -> WaitEstimate?
  {
    WaitEstimate.of(ahead: ahead, admitRateMicro: rate, isPaused: paused, measuredPerSecond: measured)
  }

  @Test func unknownIsNilAndNeverZero() {
    #expect(EstimateTests.estimate(10, paused: true) == nil)
    #expect(EstimateTests.estimate(10, rate: 0) == nil)
    #expect(EstimateTests.estimate(Int(1e15), rate: 1) == nil)
    #expect(EstimateTests.estimate(0)?.p50Seconds == 1)
  }

  @Test func theWaitGrowsWithTheLineAndFallsWithTheRate() {
    var last = 0
    for ahead in stride(from: 0, through: 100_000, by: 500) {
      guard let estimate = EstimateTests.estimate(ahead) else {
        Issue.record("no estimate")
        return
      }
      #expect(estimate.p50Seconds >= last && estimate.p90Seconds >= estimate.p50Seconds)
      last = estimate.p50Seconds
    }
    #expect(EstimateTests.estimate(4_999)?.p50Seconds == 100)
    #expect(EstimateTests.estimate(4_999, rate: 100_000_000)?.p50Seconds == 50)
  }

  @Test func theSlowerOfSetAndMeasuredRateCounts() {
    #expect(EstimateTests.estimate(999, measured: 25)?.p50Seconds == 40)
    #expect(EstimateTests.estimate(999, measured: 500)?.p50Seconds == 20)
    #expect(EstimateTests.estimate(999, measured: 0)?.p50Seconds == 200, "not for ever: at a tenth of the set rate")
  }

  @Test(.seeded) func pollsGrowWithTheWaitAndStayBelowAThirdOfTheAbsence() {
    var random = SeededRandom(seed: TestSeed.current)
    var settings = RoomSettings()
    for (absent, wait) in [(300, 0), (300, 5), (300, 60), (300, 600), (300, 100_000), (60, 100_000), (86_400, 7_200)] {
      settings.absentAfterSeconds = absent
      var seen: Set<Int> = []
      for _ in 0..<500 {
        let interval = PollInterval.milliseconds(estimatedWaitSeconds: wait, settings: settings, using: &random)
        #expect(interval >= 1_000 && interval <= absent * 1_000 / 3)
        #expect(interval <= max(1_250, wait * 100), "a tenth of the wait at most")
        if wait >= 60 { #expect(interval >= min(wait * 80, absent * 800 / 3)) }
        seen.insert(interval)
      }
      #expect(seen.count > 50, "no jitter")
    }
    settings.absentAfterSeconds = 300
    let unknown = PollInterval.milliseconds(estimatedWaitSeconds: nil, settings: settings, using: &random)
    #expect((8_000...10_000).contains(unknown))
    settings.pollMinSeconds = 30
    settings.pollMaxSeconds = 40
    for wait in [nil, 0, 1_000_000] {
      let interval = PollInterval.milliseconds(estimatedWaitSeconds: wait, settings: settings, using: &random)
      #expect((30_000...40_000).contains(interval))
    }
  }

  @Test func theCurveTellsAboutWhereAKeyStands() {
    let points = [(10, 0), (20, 100), (40, 120)].map {
      PositionCurve.Point(orderKey: OrderKey(epoch: 1, score: Int64($0.0)), ahead: $0.1)
    }
    let curve = PositionCurve(points: points)
    #expect(PositionCurve().estimatedAhead(of: OrderKey(epoch: 1, score: 1)) == nil)
    for (score, ahead) in [(1, 0), (10, 0), (15, 50), (20, 100), (30, 110), (40, 120), (41, 121)] {
      #expect(curve.estimatedAhead(of: OrderKey(epoch: 1, score: Int64(score))) == ahead)
    }
    #expect(curve.estimatedAhead(of: OrderKey(epoch: 0, score: 99)) == 0)
    #expect(curve.estimatedAhead(of: OrderKey(epoch: 2, score: 1)) == 121)
    let buffer = ByteBuffer()
    var json = JSONWriter(buffer)
    PositionCurve(points: [points[1]]).write(to: &json)
    #expect(buffer.string == "[[\"000000010000000000000014\",100]]")
  }
}
