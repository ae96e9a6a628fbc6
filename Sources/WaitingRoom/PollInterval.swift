/// When a client should ask again.
public enum PollInterval {
  /// While a turn waits to be claimed, and after.
  public static let admittedMilliseconds = 5_000
  /// Where no wait can be foretold (paused, recovering, not open yet).
  public static let unknownWaitMilliseconds = 10_000
  /// A wait is asked about this many times.
  static let pollsPerWait = 10

  /// Grows with the wait, between `pollMinSeconds` and a third of `absentAfterSeconds`; a jitter of up to a fifth, always
  /// toward the earlier, keeps clients that came together from asking together. Never under the minimum.
  public static func milliseconds(
    estimatedWaitSeconds: Int?, settings: RoomSettings, using random: inout some RandomNumberGenerator
  ) -> Int {
    let least = settings.pollMinSeconds * 1_000
    let most = max(least, settings.effectivePollMaxSeconds * 1_000)
    let wanted = estimatedWaitSeconds.map { min($0, 1_000_000) * 1_000 / pollsPerWait } ?? unknownWaitMilliseconds
    // Spread over a little more than the minimum where that is all, so that the head of the line doesn't ask in step.
    let longest = min(max(wanted, least + least / 4), most)
    let shortest = max(least, longest - longest / 5)
    return Int.random(in: shortest...max(shortest, longest), using: &random)
  }
}
