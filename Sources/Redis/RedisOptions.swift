public import EventLoop

/// How to reach a Redis, and how much may wait for it.
public struct RedisOptions: Sendable {
  public var endpoint: Endpoint
  public var password: String?
  public var connectTimeout = Duration.seconds(1)
  /// How long a command may take from being sent to being answered.
  public var commandTimeout = Duration.milliseconds(500)
  /// Commands sent and not yet answered; past it a command is refused at once.
  public var commandsInFlightMax = 20_000
  /// The wait before the first new try to connect; doubles with each failure.
  public var reconnectMin = Duration.milliseconds(50)
  public var reconnectMax = Duration.seconds(2)

  public init(endpoint: Endpoint, password: String? = nil) {
    self.endpoint = endpoint
    self.password = password
  }
}
