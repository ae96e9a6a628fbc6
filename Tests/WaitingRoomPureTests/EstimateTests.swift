import Primitives
import TestKit
import Testing
import WaitingRoom

@Suite struct EstimateTests {
  static func estimate(
    _ ahead: Int, rate: Int = 50_000_000, paused: Bool = false, maxActive: Int? = nil, owed: Int = 0,
    measured: MeasuredPace? = nil
  ) -> WaitEstimate? {
    var settings = RoomSettings()
    settings.admitRateMicro = rate
    let basis = WaitEstimate.Basis(
      pace: AdmissionPace(settings), maxActive: maxActive, isPaused: paused, measured: measured, owed: owed)
    return WaitEstimate.of(ahead: ahead, at: WallInstant(seconds: 1_800_000_000), basis)
  }

  static func pace(
    _ throughput: Double = 1, perSecond: Double = 50, present: Double = 1, owed: Double = 0, spread: Double = 0
  ) -> MeasuredPace {
    MeasuredPace(
      throughput: throughput, perSecond: perSecond, turnsPerPerson: present, owedShare: owed, spread: spread,
      seconds: 60)
  }

  @Test func unknownIsNilAndNeverZero() {
    #expect(EstimateTests.estimate(10, paused: true) == nil)
    #expect(EstimateTests.estimate(10, rate: 0) == nil)
    #expect(EstimateTests.estimate(Int(1e15), rate: 1) == nil)
    #expect(EstimateTests.estimate(10, measured: EstimateTests.pace(0)) == nil, "the line stands")
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
    #expect(EstimateTests.estimate(4_999)?.p50Seconds == 101)
    #expect(EstimateTests.estimate(4_999, rate: 100_000_000)?.p50Seconds == 51)
    #expect(EstimateTests.estimate(4_999, owed: 5_000)?.p50Seconds == 201)
  }

  @Test func whatWasMeasuredCounts() {
    func middle(_ measured: MeasuredPace, maxActive: Int? = nil, rate: Int = 50_000_000) -> Int? {
      EstimateTests.estimate(4_999, rate: rate, maxActive: maxActive, measured: measured)?.p50Seconds
    }
    #expect(middle(EstimateTests.pace(0.5, perSecond: 25)) == 201)
    #expect(middle(EstimateTests.pace(1.3, perSecond: 65)) == 101, "the rate is the most there is")
    #expect(middle(EstimateTests.pace(present: 0.5)) == 51, "half of those ahead are absent")
    #expect(middle(EstimateTests.pace(owed: 0.5)) == 201, "every other turn is somebody's who was owed it")
    // Held up by those inside: another rate changes nothing.
    #expect(middle(EstimateTests.pace(0.5, perSecond: 25), maxActive: 100, rate: 500_000_000) == 201)
    let even = EstimateTests.estimate(4_999, measured: EstimateTests.pace())
    let uneven = EstimateTests.estimate(4_999, measured: EstimateTests.pace(spread: 0.5))
    #expect(even?.p50Seconds == uneven?.p50Seconds)
    #expect(even?.p90Seconds == 103 && uneven?.p90Seconds == 118)
  }

  @Test func aRampIsFollowed() {
    var settings = RoomSettings()
    settings.admitRateMicro = 50_000_000
    settings.opensAt = WallInstant(seconds: 1_800_000_000)
    settings.ramp = [RampStep(afterSeconds: 100, admitRateMicro: 400_000_000)]
    let basis = WaitEstimate.Basis(
      pace: AdmissionPace(settings), maxActive: nil, isPaused: false, measured: EstimateTests.pace(), owed: 0)
    #expect(WaitEstimate.of(ahead: 8_999, at: WallInstant(seconds: 1_800_000_000), basis)?.p50Seconds == 111)
    #expect(WaitEstimate.of(ahead: 3_999, at: WallInstant(seconds: 1_800_000_100), basis)?.p50Seconds == 11)
  }

  static func sample(
    _ second: Int, waiting: Int = 100, popped: Int, admitted: Int, owed: (served: Int, now: Int) = (0, 0),
    admits: Bool = true, rate: Int = 50_000_000
  ) -> PaceHistory.Sample {
    PaceHistory.Sample(
      at: WallInstant(seconds: 1_800_000_000 + Int64(second)), epoch: 1, waiting: waiting, popped: popped,
      admitted: admitted, admittedOwed: owed.served, owed: owed.now, admits: admits, rateMicro: rate)
  }

  @Test func onlyTimeCountsInWhichSomebodyWaitedAndCouldBeAdmitted() throws {
    var history = PaceHistory()
    for second in 0...4 { history.add(EstimateTests.sample(second, popped: 50 * second, admitted: 40 * second)) }
    #expect(history.measured == nil, "no whole bucket yet")
    history.add(EstimateTests.sample(5, popped: 250, admitted: 200))
    let first = try #require(history.measured)
    #expect(first.throughput == 0.8 && first.perSecond == 40 && first.turnsPerPerson == 0.8 && first.seconds == 5)
    // Empty, paused, another rate, a gap: none of it tells how fast the line moves.
    for second in 6...12 { history.add(EstimateTests.sample(second, waiting: 0, popped: 250, admitted: 200)) }
    for second in 13...20 { history.add(EstimateTests.sample(second, popped: 250, admitted: 200, admits: false)) }
    for second in 21...23 { history.add(EstimateTests.sample(second, popped: 250, admitted: 200)) }
    for second in 24...27 { history.add(EstimateTests.sample(second, popped: 250, admitted: 200, rate: 1_000_000)) }
    history.add(EstimateTests.sample(60, popped: 9_000, admitted: 9_000, rate: 1_000_000))
    #expect(history.measured == first)
    // Nor does a room that lets all in as they come, and so fewer than it could.
    for second in 61...80 {
      let through = 9_000 + 30 * (second - 60)
      history.add(EstimateTests.sample(second, waiting: 30, popped: through, admitted: through))
    }
    #expect(history.measured == first)
  }

  @Test func turnsForTheOwedAndVariationAreSeen() throws {
    var history = PaceHistory()
    var admitted = 0
    for second in 0...60 {
      let served = second * 10
      history.add(
        EstimateTests.sample(
          second, popped: admitted - served + second * 5, admitted: admitted, owed: (served, 100 + second * 5)))
      admitted += second / 5 % 2 == 0 ? 40 : 60
    }
    let measured = try #require(history.measured)
    #expect(abs(measured.throughput - 1) < 0.02 && abs(measured.owedShare - 0.3) < 0.02)
    #expect(abs(measured.turnsPerPerson - 40.0 / 45) < 0.02 && abs(measured.spread - 0.2) < 0.05)
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
