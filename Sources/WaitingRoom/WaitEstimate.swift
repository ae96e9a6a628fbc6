/// How long somebody may still have to wait: half of all waits are expected to be shorter than `p50Seconds`, nine in ten
/// shorter than `p90Seconds`.
public struct WaitEstimate: Equatable, Sendable {
  public let p50Seconds: Int
  public let p90Seconds: Int

  /// Nil where nothing can be said: paused, a rate of 0, or nobody admitted for a while although somebody could be.
  ///
  /// The rate is the lower of the set and the measured one: `max_active` may hold admission under its rate, and right after
  /// the rate was raised the measured one lags. Absent people ahead make the wait shorter, returning ones longer; p90 allows
  /// for 15 % of the latter and for the spread of a short line.
  ///
  /// - Parameter measuredPerSecond: admitted over the last seconds; nil if nobody measured, as in a room just opened.
  public static func of(
    ahead: Int, admitRateMicro: Int, isPaused: Bool, measuredPerSecond: Double?
  ) -> WaitEstimate? {
    guard !isPaused, admitRateMicro > 0, ahead >= 0 else { return nil }
    let set = Double(admitRateMicro) / 1_000_000
    // Under one in ten of the rate the line is short or stuck; which of them, a figure of seconds can't tell.
    let rate = measuredPerSecond.map { min(set, max($0, set / 10)) } ?? set
    let people = Double(ahead) + 1
    let middle = people / rate
    let long = (people * 1.15 + 1.28 * people.squareRoot()) / rate
    guard long < 1e9 else { return nil }
    return WaitEstimate(p50Seconds: Int(middle.rounded(.up)), p90Seconds: Int(long.rounded(.up)))
  }
}
