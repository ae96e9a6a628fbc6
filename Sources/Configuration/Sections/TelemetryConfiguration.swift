/// What Usher says about itself.
public struct TelemetryConfiguration: ConfigurationSection {
  public enum LogLevel: String, Sendable, CaseIterable { case debug, info, warning, error }

  public var logLevel = LogLevel.info
  /// What goes beyond is counted and summed up in one line.
  public var logLinesPerSecondMax = 1_000

  public init() {}

  static var fields: [Field<TelemetryConfiguration>] {
    [
      .value("log_level", \.logLevel, .choice),
      .value("log_lines_per_second_max", \.logLinesPerSecondMax, .integer(in: 1...1_000_000)),
    ]
  }
}
