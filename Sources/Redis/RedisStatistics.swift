/// Counts since the client was made.
public struct RedisStatistics: Sendable {
  public var commandsSent = 0
  public var writes = 0
  public var timeouts = 0
  public var refusedForOverload = 0
  public var connections = 0
  public var connectionsLost = 0
  public var scriptsSentWhole = 0
}
