public import HTTPWire

/// Every bound of an HTTP server, and what happens past it.
public struct HTTPServerLimits: Sendable {
  /// Head and target sizes, number of header lines; past them 431 or 414 and close.
  public var head = HeadLimits()
  /// Received bytes of a body that the handler hasn't asked for yet; past it the client has to wait.
  public var bodyBufferBytesMax = 65_536
  /// What is read of a body nobody wants so that the connection can be used again; past it the connection is closed.
  public var discardBytesMax = 65_536
  /// From the first byte of a head to its last; past it 408 and close.
  public var headSeconds = 10
  /// A body has to bring `bodyBytesPerSecondMin` on average over each such time; else 408 and close.
  public var bodySeconds = 30
  public var bodyBytesPerSecondMin = 128
  /// In which a handler has to begin its answer, not counting the time for the body; past it the client is told 503.
  public var answerSeconds = 120
  /// Between two requests; past it the connection is closed.
  public var idleSeconds = 60
  /// In which a client has to take something of what is written to it; past it the connection is aborted.
  public var writeSeconds = 30
  /// After an error, how long and how much is read so that the client gets to see the answer.
  public var lingerSeconds = 2
  public var lingerBytesMax = 1_048_576
  /// Answer bytes kept for a client that reads slowly; past it whoever produces them has to wait.
  public var responseBufferBytesMax = 65_536
  /// Open connections; past it an idle one is closed, or else the new one is told 503.
  public var connectionsMax = 1_024
  /// Connections beyond `connectionsMax` that are kept just to tell them 503; past it they are closed at once.
  public var refusalsMax = 64
  /// Requests on one connection, so that kept ones spread over loops again; the last answer says that it is the last.
  public var requestsPerConnectionMax = 10_000

  public init() {}
}
