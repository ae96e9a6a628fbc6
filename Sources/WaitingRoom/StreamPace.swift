/// How often an open event stream is told of a place that changes all the time, and how often its place is read anew.
public enum StreamPace {
  /// The head of the line hears of each change of a second; who waits long, of each hundredth of his wait.
  public static let pushMillisecondsMin = 1_000
  public static let pushMillisecondsMax = 15_000
  static let pushesPerWait = 100

  /// The least time between two events that tell of nothing but numbers.
  public static func pushMilliseconds(estimatedWaitSeconds: Int?) -> Int {
    guard let estimatedWaitSeconds else { return pushMillisecondsMax }
    let wanted = min(estimatedWaitSeconds, 1_000_000) * 1_000 / pushesPerWait
    return min(max(wanted, pushMillisecondsMin), pushMillisecondsMax)
  }

  /// When people left the line from its middle, a place that is known by counting is too great by those of them who stood
  /// before it; it is read anew after so long at the latest.
  public static func correctionMilliseconds(ahead: Int) -> Int { ahead < 1_000 ? 5_000 : 30_000 }

  /// Who is owed a turn or may claim one is looked after this often.
  public static let nearMilliseconds = 2_000
  public static let claimedMilliseconds = 15_000

  /// A stream counts as presence: it is renewed three times within `absent_after`.
  public static func presenceMilliseconds(_ settings: RoomSettings) -> Int { settings.absentAfterSeconds * 1_000 / 3 }
}
