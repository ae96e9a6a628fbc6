public import Primitives

/// The rate and burst of a room over time: those that are set, and from each step of its ramp on others. What the scripts
/// know of a room's pace, and their arithmetic (`lua/parts/permits.lua`), digit for digit: everybody who reckons with it
/// comes to the same, so any number of admitters keep to one schedule.
public struct AdmissionPace: Equatable, Sendable {
  public struct Step: Equatable, Sendable {
    public let at: WallInstant
    public let rateMicro: Int
    public let burstMicro: Int
  }

  /// Before the first step.
  public let rateMicro: Int
  public let burstMicro: Int
  /// In ascending order.
  public let steps: [Step]

  public init(_ settings: RoomSettings) {
    rateMicro = settings.admitRateMicro
    burstMicro = settings.burstMicro(atRate: settings.admitRateMicro)
    guard let opensAt = settings.opensAt else {
      steps = []
      return
    }
    steps = settings.ramp.map { step in
      Step(
        at: opensAt + Int64(step.afterSeconds) * 1_000_000, rateMicro: step.admitRateMicro,
        burstMicro: settings.burstMicro(atRate: step.admitRateMicro))
    }
  }

  /// What holds at `instant`.
  public func inForce(at instant: WallInstant) -> (rateMicro: Int, burstMicro: Int) {
    guard let step = steps.last(where: { $0.at <= instant }) else { return (rateMicro, burstMicro) }
    return (step.rateMicro, step.burstMicro)
  }

  public func nextStep(after instant: WallInstant) -> Step? { steps.first { $0.at > instant } }

  /// Counts what came together up to `now`; each step cuts what is saved up to its own burst.
  public func accrue(_ bucket: inout PermitBucket, to now: Int64, stands: Bool) {
    var (rate, burst) = (rateMicro, burstMicro)
    for step in steps where step.at.microseconds <= now {
      if step.at.microseconds > bucket.accruedAt {
        bucket.accrue(to: step.at.microseconds, rateMicro: stands ? 0 : rate, burstMicro: burst)
        bucket.clamp(toMicro: step.burstMicro)
      }
      (rate, burst) = (step.rateMicro, step.burstMicro)
    }
    bucket.accrue(to: now, rateMicro: stands ? 0 : rate, burstMicro: burst)
  }

  /// In how many microseconds people have to be taken again so that nothing of the rate is cut off; nil: nothing accrues.
  public func dueIn(_ bucket: PermitBucket, at now: Int64) -> Int64? {
    let instant = WallInstant(microseconds: now)
    let (rate, burst) = inForce(at: instant)
    let toNext = nextStep(after: instant).map { $0.at - instant }
    guard rate > 0 else { return toNext.map { min(1_000_000, $0) } }
    return min(bucket.dueIn(at: now, rateMicro: rate, burstMicro: burst), toNext ?? .max)
  }

  /// Seconds until `people` more can be admitted from `start` on by the rate alone, with fractions of a person
  /// and of a second; nil if the schedule never gets there.
  public func seconds(toAdmit people: Double, from start: WallInstant) -> Double? {
    var left = people
    var at = start
    var rate = Double(inForce(at: start).rateMicro) / 1_000_000
    for step in steps where step.at > start {
      let span = Double(step.at - at) / 1_000_000
      if rate > 0, left <= rate * span { return Double(at - start) / 1_000_000 + left / rate }
      left -= rate * span
      at = step.at
      rate = Double(step.rateMicro) / 1_000_000
    }
    guard rate > 0 else { return nil }
    return Double(at - start) / 1_000_000 + left / rate
  }

  /// The steps as the scripts read them: three numbers each, the instant in microseconds, rate and burst in millionths.
  public var rampText: String {
    steps.map { "\($0.at.microseconds) \($0.rateMicro) \($0.burstMicro)" }.joined(separator: " ")
  }
}
