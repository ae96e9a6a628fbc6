public import EventLoop
internal import Redis

/// The options for who knows of rooms alone, and nothing of Redis' client.
extension RoomStoreOptions {
  public init(endpoint: Endpoint, password: String?) {
    self.init(redis: RedisOptions(endpoint: endpoint, password: password))
  }

  /// Sets the client's bounds.
  public mutating func bound(
    connectTimeout: Duration, commandTimeout: Duration, commandsInFlightMax: Int, reconnectMin: Duration,
    reconnectMax: Duration
  ) {
    redis.connectTimeout = connectTimeout
    redis.commandTimeout = commandTimeout
    redis.commandsInFlightMax = commandsInFlightMax
    redis.reconnectMin = reconnectMin
    redis.reconnectMax = reconnectMax
  }
}
