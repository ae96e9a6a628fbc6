/// How admission really went over the last minutes, as far as the future may be like it.
public struct MeasuredPace: Equatable, Sendable {
  /// People admitted for each that the set rate would have let in, while somebody waited: under 1 where `max_active` or a
  /// lack of admitters holds the line up.
  public var throughput: Double
  /// People admitted a second, likewise.
  public var perSecond: Double
  /// Turns given for each person who went from the head of the line: under 1 where some are absent and passed over.
  public var turnsPerPerson: Double
  /// The share of turns that goes to people who are owed one and stand in nobody's count.
  public var owedShare: Double
  /// By how much the throughput of one bucket differs from the mean, as a standard deviation relative to it.
  public var spread: Double
  /// Seconds that were measured.
  public var seconds: Double

  public init(
    throughput: Double, perSecond: Double, turnsPerPerson: Double, owedShare: Double, spread: Double, seconds: Double
  ) {
    self.throughput = throughput
    self.perSecond = perSecond
    self.turnsPerPerson = turnsPerPerson
    self.owedShare = owedShare
    self.spread = spread
    self.seconds = seconds
  }
}
