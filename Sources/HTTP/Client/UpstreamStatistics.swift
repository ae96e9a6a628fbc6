/// What a pool has seen since it was made; counters only grow.
public struct UpstreamStatistics: Sendable, Equatable {
  public var requests = 0
  public var connectionsOpened = 0
  public var connectsFailed = 0
  /// Requests sent once more because the server had closed a kept connection.
  public var retries = 0
  public var overloaded = 0
  public var timedOut = 0
  /// Calls that failed in any way, those above included.
  public var failed = 0

  public init() {}
}
