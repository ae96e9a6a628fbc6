/// How long to wait before a process that ended is started again: at once after a long life, else twice as long as the
/// last time, up to a bound. A pure value.
struct RestartDelay: Equatable, Sendable {
  static let first = Duration.milliseconds(100)
  static let max = Duration.seconds(5)
  /// Who lived this long had started well.
  static let stableAfter = Duration.seconds(10)

  /// The wait that came last; zero before the first.
  private(set) var last = Duration.zero

  /// The wait before the next start of a process that lived for `life`.
  mutating func next(after life: Duration) -> Duration {
    if life >= RestartDelay.stableAfter { last = .zero }
    last = last == .zero ? RestartDelay.first : Swift.min(last * 2, RestartDelay.max)
    return last
  }
}
