/// The truth's home.
public struct PostgresConfiguration: ConfigurationSection {
  /// libpq's key=value form or URI, with `host` or `hostaddr` as an address, not a name.
  public var connection = "host=127.0.0.1 port=5432 dbname=usher user=usher"
  /// Nil: the connection string has it, or none is needed.
  public var passwordFile: String?
  /// False for a pooler that gives every transaction another session.
  public var preparedStatements = true
  public var gatewayConnectionsPerWorker = 2
  public var admitterConnections = 2
  public var bookingConnections = 8
  /// Statements of one pool that may wait for a connection.
  public var waitersMax = 1_000
  public var connectTimeout = Duration.seconds(2)
  public var statementTimeout = Duration.seconds(2)
  public var reconnectMin = Duration.milliseconds(50)
  public var reconnectMax = Duration.seconds(2)

  public init() {}

  static var fields: [Field<PostgresConfiguration>] {
    [
      .value("connection", \.connection, .text(bytes: 1...1_000)),
      .optional("password_file", \.passwordFile, .path),
      .value("prepared_statements", \.preparedStatements, .bool),
      .value("gateway_connections_per_worker", \.gatewayConnectionsPerWorker, .integer(in: 1...100)),
      .value("admitter_connections", \.admitterConnections, .integer(in: 1...100)),
      .value("booking_connections", \.bookingConnections, .integer(in: 2...500)),
      .value("waiters_max", \.waitersMax, .integer(in: 1...1_000_000)),
      .value("connect_timeout", \.connectTimeout, .duration(in: .milliseconds(10) ... .seconds(60))),
      .value("statement_timeout", \.statementTimeout, .duration(in: .milliseconds(10) ... .seconds(300))),
      .value("reconnect_min", \.reconnectMin, .duration(in: .milliseconds(1) ... .seconds(60))),
      .value("reconnect_max", \.reconnectMax, .duration(in: .milliseconds(1) ... .seconds(60))),
    ]
  }
}
