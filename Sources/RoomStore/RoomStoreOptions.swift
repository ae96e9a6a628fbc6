public import Redis

public struct RoomStoreOptions: Sendable {
  public var redis: RedisOptions
  /// Microseconds to be taken for the time, instead of Redis' own clock: for a simulator's private Redis, and no other.
  public var simulatedClock: (@Sendable () -> Int64)?

  public init(redis: RedisOptions) { self.redis = redis }
}
