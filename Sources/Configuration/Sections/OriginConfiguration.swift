/// A server that admitted requests go to. Bounds are a worker's.
public struct OriginConfiguration: NamedSection {
  public var id = ""
  public var endpoint = ServerAddress.unix(path: "run/booking.sock")
  /// Its `Usher-Command` answers are carried out.
  public var isTrusted = false
  /// What it is sent as `Host`; nil: what the client sent.
  public var host: String?
  public var connectTimeout = Duration.seconds(1)
  /// From the end of the request to the head of the answer.
  public var responseTimeout = Duration.seconds(15)
  public var idleTimeout = Duration.seconds(60)
  public var connectionsMax = 128
  public var waitersMax = 1_000
  /// Answers that are event streams; they have connections of their own.
  public var streamsMax = 1_000
  /// What is buffered of one body, each way, before the sender has to wait.
  public var bufferBytesMax = 65_536

  public init() {}

  public init(id: String, endpoint: ServerAddress, isTrusted: Bool = false) {
    self.id = id
    self.endpoint = endpoint
    self.isTrusted = isTrusted
  }

  /// Usher's own booking core.
  static var usherOwn: [OriginConfiguration] {
    [OriginConfiguration(id: "booking", endpoint: .unix(path: "run/booking.sock"), isTrusted: true)]
  }

  static var fields: [Field<OriginConfiguration>] {
    [
      Field.value("endpoint", \.endpoint, .address()).required,
      .value("trusted", \.isTrusted, .bool),
      .optional("host", \.host, .hostName),
      .value("connect_timeout", \.connectTimeout, .duration(in: .milliseconds(10) ... .seconds(60))),
      .value("response_timeout", \.responseTimeout, .duration(in: .milliseconds(100) ... .seconds(600))),
      .value("idle_timeout", \.idleTimeout, .duration(in: .milliseconds(100) ... .seconds(3_600))),
      .value("connections_max", \.connectionsMax, .integer(in: 1...10_000)),
      .value("waiters_max", \.waitersMax, .integer(in: 0...1_000_000)),
      .value("streams_max", \.streamsMax, .integer(in: 0...100_000)),
      .value("buffer_bytes_max", \.bufferBytesMax, .bytes(in: 4_096...16_777_216)),
    ]
  }
}
