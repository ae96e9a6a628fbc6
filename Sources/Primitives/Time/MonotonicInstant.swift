/// A moment of the machine's monotonic clock: nanoseconds since some start. Only differences mean anything.
public struct MonotonicInstant: Hashable, Comparable, Sendable {
  public var nanoseconds: UInt64

  public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

  public static func < (left: MonotonicInstant, right: MonotonicInstant) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  /// The moment that much later (or earlier, for a negative duration); stops at both ends of the clock.
  public static func + (left: MonotonicInstant, duration: Duration) -> MonotonicInstant {
    let nanoseconds = duration.nanoseconds
    if nanoseconds >= 0 {
      let (sum, overflowed) = left.nanoseconds.addingReportingOverflow(UInt64(nanoseconds))
      return MonotonicInstant(nanoseconds: overflowed ? .max : sum)
    }
    let back = nanoseconds.magnitude
    return MonotonicInstant(nanoseconds: left.nanoseconds > back ? left.nanoseconds - back : 0)
  }

  public static func - (left: MonotonicInstant, duration: Duration) -> MonotonicInstant {
    left + (Duration.zero - duration)
  }

  /// The time from `right` to `left`; negative if `left` is the earlier.
  public static func - (left: MonotonicInstant, right: MonotonicInstant) -> Duration {
    .nanoseconds(Int64(bitPattern: left.nanoseconds &- right.nanoseconds))
  }
}

extension Duration {
  /// Whole nanoseconds, rounded toward zero; stops at what 64 bits hold (292 years).
  public var nanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (scaled, overflowed) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, carried) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000)
    if overflowed || carried { return seconds < 0 ? .min : .max }
    return sum
  }

  public var microseconds: Int64 { nanoseconds / 1_000 }
  public var milliseconds: Int64 { nanoseconds / 1_000_000 }
}
