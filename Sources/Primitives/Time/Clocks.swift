import Glibc

/// Where the time of day comes from, so that tests can set it.
public protocol WallClock {
  func now() -> WallInstant
}

/// The machine's clocks. Each call is one `clock_gettime` (no system call where the vDSO has it).
public struct SystemClock: WallClock, Sendable {
  public init() {}

  public func now() -> WallInstant {
    let time = SystemClock.read(CLOCK_REALTIME)
    return WallInstant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
  }

  public func monotonic() -> MonotonicInstant {
    let time = SystemClock.read(CLOCK_MONOTONIC)
    return MonotonicInstant(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
  }

  private static func read(_ clock: clockid_t) -> timespec {
    var time = timespec()
    let result = clock_gettime(clock, &time)
    precondition(result == 0, "the system has no such clock")
    return time
  }
}

/// A clock that stands still until it is told to move. For tests; owner: one thread.
public final class ManualClock: WallClock {
  private var wall: WallInstant
  private var monotonicNanoseconds: UInt64

  public init(_ start: WallInstant = WallInstant(seconds: 1_767_225_600), nanoseconds: UInt64 = 1_000_000_000) {
    wall = start
    monotonicNanoseconds = nanoseconds
  }

  public func now() -> WallInstant { wall }
  public func monotonic() -> MonotonicInstant { MonotonicInstant(nanoseconds: monotonicNanoseconds) }

  /// Moves both clocks on.
  public func advance(by duration: Duration) {
    precondition(duration >= .zero, "time doesn't go back; set the wall clock for that")
    wall = wall + duration.microseconds
    monotonicNanoseconds += UInt64(duration.nanoseconds)
  }

  /// Sets the time of day, as an operator or NTP may; the monotonic clock stays.
  public func set(_ instant: WallInstant) { wall = instant }
}
