/// A moment of civil time: microseconds since 1970-01-01T00:00:00Z, without leap seconds. Moments compare and subtract;
/// for waits and deadlines use `MonotonicInstant`, which no clock change moves.
public struct WallInstant: Hashable, Comparable, Sendable {
  public var microseconds: Int64

  public init(microseconds: Int64) { self.microseconds = microseconds }
  public init(milliseconds: Int64) { self.microseconds = milliseconds * 1_000 }
  public init(seconds: Int64) { self.microseconds = seconds * 1_000_000 }

  public static let epoch = WallInstant(microseconds: 0)

  /// Whole seconds since 1970, rounded down.
  public var seconds: Int64 { WallInstant.floorDivide(microseconds, 1_000_000) }

  /// Whole milliseconds since 1970, rounded down.
  public var milliseconds: Int64 { WallInstant.floorDivide(microseconds, 1_000) }

  public static func < (left: WallInstant, right: WallInstant) -> Bool { left.microseconds < right.microseconds }

  /// The moment that many microseconds later.
  public static func + (left: WallInstant, microseconds: Int64) -> WallInstant {
    WallInstant(microseconds: left.microseconds + microseconds)
  }

  public static func - (left: WallInstant, microseconds: Int64) -> WallInstant {
    WallInstant(microseconds: left.microseconds - microseconds)
  }

  /// Microseconds from `right` to `left`.
  public static func - (left: WallInstant, right: WallInstant) -> Int64 { left.microseconds - right.microseconds }

  static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
    let quotient = value / divisor
    return value % divisor < 0 ? quotient - 1 : quotient
  }
}
