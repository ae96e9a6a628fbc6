/// How much one connection or request may ask of the server.
public struct HTTPConfiguration: ConfigurationSection {
  public var headBytesMax = 16_384
  public var headersMax = 100
  public var targetBytesMax = 8_192
  public var bodyBytesMax = 1_048_576
  public var headTimeout = Duration.seconds(10)
  public var bodyTimeout = Duration.seconds(30)
  public var idleTimeout = Duration.seconds(60)
  public var responseBufferBytesMax = 262_144
  /// For the whole process; 0: what the limit of open files leaves.
  public var connectionsMax = 0
  public var requestsPerConnectionMax = 100_000

  public init() {}

  static var fields: [Field<HTTPConfiguration>] {
    [
      .value("head_bytes_max", \.headBytesMax, .bytes(in: 1_024...1_048_576)),
      .value("headers_max", \.headersMax, .integer(in: 8...1_000)),
      .value("target_bytes_max", \.targetBytesMax, .bytes(in: 256...65_536)),
      .value("body_bytes_max", \.bodyBytesMax, .bytes(in: 1_024...1_073_741_824)),
      .value("head_timeout", \.headTimeout, .duration(in: .milliseconds(100) ... .seconds(300))),
      .value("body_timeout", \.bodyTimeout, .duration(in: .milliseconds(100) ... .seconds(3_600))),
      .value("idle_timeout", \.idleTimeout, .duration(in: .milliseconds(100) ... .seconds(3_600))),
      .value("response_buffer_bytes_max", \.responseBufferBytesMax, .bytes(in: 4_096...67_108_864)),
      .value("connections_max", \.connectionsMax, .integer(in: 0...10_000_000)),
      .value("requests_per_connection_max", \.requestsPerConnectionMax, .integer(in: 1...1_000_000_000)),
    ]
  }
}
