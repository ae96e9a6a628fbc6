/// How often somebody may do something: `count` in each period on average, and `burst` at once. Counted by the generic cell
/// rate algorithm (`lua/parts/limits.lua`): a bucket of `burst` tokens, of which one comes back each `period / count`.
public struct Limit: Hashable, Sendable {
  public static let countMax = 1_000_000
  public static let periodMicrosecondsMax: Int64 = 86_400_000_000
  public static let nameBytesMax = 64

  /// Stands in keys, problems and headers: `a-z`, `0-9` and `-`.
  public let name: String
  public let count: Int
  public let periodMicroseconds: Int64
  public let burst: Int

  /// What is out of bounds is a programmer's fault: the configuration has been checked.
  public init(name: String, count: Int, periodMicroseconds: Int64, burst: Int) {
    precondition((1...Limit.nameBytesMax).contains(name.utf8.count), "a limit's name has 1 to 64 bytes")
    precondition((1...Limit.countMax).contains(count) && (1...Limit.countMax).contains(burst), "1 to 1,000,000")
    precondition((1...Limit.periodMicrosecondsMax).contains(periodMicroseconds), "at most a day")
    self.name = name
    self.count = count
    self.periodMicroseconds = periodMicroseconds
    self.burst = burst
  }

  /// How long a token takes to come back, at least a microsecond.
  public var tokenMicroseconds: Int64 { max(1, periodMicroseconds / Int64(count)) }

  /// The time in which an empty bucket becomes full.
  public var windowMicroseconds: Int64 { tokenMicroseconds * Int64(burst) }
}
