public import Primitives

/// How long somebody may still have to wait: half of all waits are expected to be shorter than `p50Seconds`, nine in ten
/// shorter than `p90Seconds`.
public struct WaitEstimate: Equatable, Sendable {
  public let p50Seconds: Int
  public let p90Seconds: Int

  /// What an estimate is made of, apart from the visitor's own place.
  public struct Basis: Equatable, Sendable {
    public var pace: AdmissionPace
    /// How many are to have turns at a time; nil: any number.
    public var maxActive: Int?
    public var isPaused: Bool
    /// Nil where nothing could be measured yet, as in a room just opened: then the set rate alone counts.
    public var measured: MeasuredPace?
    /// People who get a turn before the line does.
    public var owed: Int

    public init(pace: AdmissionPace, maxActive: Int?, isPaused: Bool, measured: MeasuredPace?, owed: Int) {
      self.pace = pace
      self.maxActive = maxActive
      self.isPaused = isPaused
      self.measured = measured
      self.owed = owed
    }
  }

  /// Where nine tenths of a normal distribution lie.
  private static let ninth = 1.2816
  /// What lies between a turn and the poll that tells of it, as rehearsals of 2,500 waits measured it: of a p50 with 0.5, 0.8
  /// and 1 s 18, 29 and 66 % fell below it, of a p90 with 1.5, 2.5 and 3 s 72, 88 and 99.96 %. Of 4,000 other waits 78 % fell
  /// below the p50 that these two give, and all below the p90.
  private static let noticedSeconds = (p50: 0.9, p90: 3.0)
  /// Below it the line stands, and no figure of seconds is honest.
  private static let throughputMin = 0.02
  /// Turns for people out of the line may take most of the rate, never all of it for ever.
  private static let owedShareMax = 0.9

  /// Nil where nothing can be said: paused, a rate of 0 for good, or nobody admitted although somebody could be.
  ///
  /// The schedule of the rate is followed into the future, as it is slowed down or thinned out by what was measured: admitted
  /// people for each that the rate allows (`max_active`), absent people in the line, turns that go to people who are owed
  /// one. p90 allows for as much more as these varied, and for fewer absent people ahead than usual.
  public static func of(ahead: Int, at now: WallInstant, _ basis: Basis) -> WaitEstimate? {
    guard !basis.isPaused, ahead >= 0 else { return nil }
    let measured = basis.measured
    if let measured, measured.throughput < throughputMin { return nil }
    let present = measured?.turnsPerPerson ?? 1
    let before = Double(ahead)
    let deviation = (present * (1 - present) / max(before, 1)).squareRoot()
    let usual = before * present + Double(basis.owed) + 1
    let many = before * min(1, present + ninth * deviation) + Double(basis.owed) + 1
    guard let middle = seconds(usual, now, basis) else { return nil }
    let buckets = max(1, middle / PaceHistory.bucketSeconds)
    let slower = 1 + ninth * (measured?.spread ?? 0) / buckets.squareRoot()
    guard let long = seconds(many * slower, now, basis), long < 1e9 else { return nil }
    return WaitEstimate(
      p50Seconds: max(1, Int((middle + noticedSeconds.p50).rounded())),
      p90Seconds: Int((max(long, middle) + noticedSeconds.p90).rounded(.up)))
  }

  /// Until so many turns were given.
  private static func seconds(_ turns: Double, _ now: WallInstant, _ basis: Basis) -> Double? {
    let line = 1 - min(basis.measured?.owedShare ?? 0, owedShareMax)
    let throughput = min(1, basis.measured?.throughput ?? 1)
    if basis.maxActive != nil, let measured = basis.measured, throughput < 0.9, measured.perSecond > 0 {
      // Those inside hold the line up, not the rate: another rate would change nothing.
      return turns / line / measured.perSecond
    }
    return basis.pace.seconds(toAdmit: turns / line / throughput, from: now)
  }
}
