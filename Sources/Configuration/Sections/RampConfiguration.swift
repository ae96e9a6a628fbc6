/// From so long after the room's opening on, another rate.
public struct RampConfiguration: ConfigurationSection {
  public var after = Duration.seconds(600)
  /// People a second, in millionths.
  public var admitRateMicros: Int64 = 0

  public init() {}

  public init(after: Duration, admitRateMicros: Int64) {
    self.after = after
    self.admitRateMicros = admitRateMicros
  }

  static var fields: [Field<RampConfiguration>] {
    [
      Field.value("after", \.after, .duration(in: .seconds(1) ... .seconds(2_592_000))).required,
      Field.value("admit_rate", \.admitRateMicros, .decimalMicros(in: 0...100_000_000_000)).required,
    ]
  }
}
