/// What a server has seen since it was made; counters only grow.
public struct HTTPServerStatistics: Sendable, Equatable {
  public var connectionsAccepted = 0
  /// Closed to make room for others while they were idle.
  public var connectionsEvicted = 0
  /// Told 503 or closed at once because every place was taken.
  public var connectionsRefused = 0
  /// Requests whose head was complete and valid.
  public var requests = 0
  /// Requests refused before a handler saw them.
  public var requestsMalformed = 0
  /// Heads or bodies that took too long.
  public var requestsTimedOut = 0
  /// Requests whose handler didn't answer in time.
  public var answersTimedOut = 0
  /// Connections aborted because the client took nothing of its answer.
  public var writesTimedOut = 0
  /// Exchanges whose client went away before the answer was complete.
  public var exchangesAborted = 0

  public init() {}
}
