/// How the gateway keeps up with what others decide, and what it allows whoever waits.
public struct GatewayConfiguration: ConfigurationSection {
  /// How often the figures of a room are read, whoever many ask for them.
  public var figuresInterval = Duration.seconds(1)
  public var settingsInterval = Duration.milliseconds(500)
  public var passEndingsInterval = Duration.milliseconds(500)
  /// A ticket's polls: one in so long on average, and `pollBurst` at once.
  public var pollFloor = Duration.milliseconds(250)
  public var pollBurst = 20
  /// How long an `Idempotency-Key` of a join is known.
  public var joinIdempotencyLifetime = Duration.seconds(600)
  /// Of a refused request's body so much is read to keep the connection.
  public var discardedBodyBytesMax = 65_536
  /// Open event streams a worker.
  public var streamsPerWorkerMax = 20_000

  public init() {}

  static var fields: [Field<GatewayConfiguration>] {
    [
      .value("figures_interval", \.figuresInterval, .duration(in: .milliseconds(100) ... .seconds(60))),
      .value("settings_interval", \.settingsInterval, .duration(in: .milliseconds(100) ... .seconds(60))),
      .value("pass_endings_interval", \.passEndingsInterval, .duration(in: .milliseconds(50) ... .seconds(1))),
      .value("poll_floor", \.pollFloor, .duration(in: .milliseconds(10) ... .seconds(10))),
      .value("poll_burst", \.pollBurst, .integer(in: 1...1_000)),
      .value("join_idempotency_lifetime", \.joinIdempotencyLifetime, .duration(in: .seconds(10) ... .seconds(86_400))),
      .value("discarded_body_bytes_max", \.discardedBodyBytesMax, .bytes(in: 0...1_048_576)),
      .value("streams_per_worker_max", \.streamsPerWorkerMax, .integer(in: 0...1_000_000)),
    ]
  }
}
