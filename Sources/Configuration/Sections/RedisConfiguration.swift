/// The line's home. Each worker has one connection.
public struct RedisConfiguration: ConfigurationSection {
  public var endpoint = ServerAddress.tcp(host: "127.0.0.1", port: 6379)
  /// Nil: no password is sent.
  public var passwordFile: String?
  public var connectTimeout = Duration.seconds(1)
  public var commandTimeout = Duration.milliseconds(500)
  /// Commands sent by one worker and not yet answered.
  public var commandsInFlightMax = 20_000
  public var reconnectMin = Duration.milliseconds(50)
  public var reconnectMax = Duration.seconds(2)

  public init() {}

  static var fields: [Field<RedisConfiguration>] {
    [
      .value("endpoint", \.endpoint, .address()),
      .optional("password_file", \.passwordFile, .path),
      .value("connect_timeout", \.connectTimeout, .duration(in: .milliseconds(10) ... .seconds(60))),
      .value("command_timeout", \.commandTimeout, .duration(in: .milliseconds(10) ... .seconds(60))),
      .value("commands_in_flight_max", \.commandsInFlightMax, .integer(in: 100...1_000_000)),
      .value("reconnect_min", \.reconnectMin, .duration(in: .milliseconds(1) ... .seconds(60))),
      .value("reconnect_max", \.reconnectMax, .duration(in: .milliseconds(1) ... .seconds(60))),
    ]
  }
}
