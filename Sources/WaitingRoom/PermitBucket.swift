/// What has accrued by a rate and may be released: the arithmetic of `lua/parts/permits.lua`, digit for digit. Also what a
/// gateway admits by while Redis is away and the room says `fail: open`.
///
/// Permits count in millionths of a millionth of a person: a rate is in millionths of a person a second, so a microsecond of
/// it is a whole number and nothing is ever rounded. Time is a parameter.
public struct PermitBucket: Equatable, Sendable {
  public static let person = 1_000_000_000_000
  /// A clock that went back by up to this is waited for; further back, counting starts anew from there.
  public static let waitedForMicroseconds: Int64 = 5_000_000

  public private(set) var permits: Int
  public private(set) var accruedAt: Int64

  /// Empty.
  public init(at now: Int64) {
    permits = 0
    accruedAt = now
  }

  /// Counts what came together up to `now`, at most `burstMicro`.
  public mutating func accrue(to now: Int64, rateMicro: Int, burstMicro: Int) {
    let burst = burstMicro * 1_000_000
    if now < accruedAt {
      if accruedAt - now > PermitBucket.waitedForMicroseconds { accruedAt = now }
      return
    }
    let (gain, overflowed) = rateMicro.multipliedReportingOverflow(by: Int(now - accruedAt))
    let (sum, carried) = permits.addingReportingOverflow(gain)
    permits = overflowed || carried ? burst : min(sum, burst)
    accruedAt = now
  }

  /// Cuts what is saved up.
  public mutating func clamp(toMicro most: Int) { permits = min(permits, most * 1_000_000) }

  /// How many people may go now.
  public var wholePeople: Int { permits / PermitBucket.person }

  /// Microseconds in which to take people again so that nothing of the rate is cut off, at most a second: whole people
  /// who are left mean that there was nobody to take, and no hurry.
  public func dueIn(at now: Int64, rateMicro: Int, burstMicro: Int) -> Int64 {
    precondition(rateMicro > 0, "nothing accrues")
    guard permits < PermitBucket.person else { return 1_000_000 }
    return min(1_000_000, max(0, accruedAt - now) + Int64((burstMicro * 1_000_000 - permits) / rateMicro))
  }

  public mutating func take(people: Int) {
    precondition(people >= 0 && people <= wholePeople, "more people than permits")
    permits -= people * PermitBucket.person
  }
}
