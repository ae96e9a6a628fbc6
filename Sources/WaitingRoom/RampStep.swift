/// From so long after the opening on, another rate.
public struct RampStep: Equatable, Sendable {
  /// After `opens_at`.
  public var afterSeconds: Int
  /// People admitted a second, in millionths.
  public var admitRateMicro: Int

  public init(afterSeconds: Int, admitRateMicro: Int) {
    self.afterSeconds = afterSeconds
    self.admitRateMicro = admitRateMicro
  }

  /// Steps of a room.
  public static let countMax = 16
  public static let afterSecondsMax = 2_592_000
}
