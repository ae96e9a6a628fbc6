public import HTTPWire

/// Every bound of a pool of connections to one server, and what happens past it.
public struct UpstreamLimits: Sendable {
  /// Open connections, connecting ones included and those of event streams left out; past it requests wait.
  public var connectionsMax = 64
  /// Responses that are event streams: each keeps its connection for as long as somebody listens, so they are counted apart
  /// and can't take other requests' connections. Past it the request fails as overloaded.
  public var streamsMax = 1_000
  /// Requests that wait for a connection; past it they fail at once as overloaded.
  public var waitersMax = 256
  /// How long a request waits for a connection; past it overloaded.
  public var waitMilliseconds = 5_000
  /// How long connecting may take.
  public var connectMilliseconds = 2_000
  /// From the last byte of the request that was written to the last byte of the response's head.
  public var responseHeadMilliseconds = 30_000
  /// Between two pieces of a response's body.
  public var bodyMilliseconds = 30_000
  /// How long an unused connection is kept: shorter than the server keeps it, lest it be closed under a request.
  public var idleMilliseconds = 15_000
  /// Requests on one connection.
  public var requestsPerConnectionMax = 100_000
  /// Request bytes kept for a server that reads slowly; past it whoever produces them has to wait.
  public var requestBufferBytesMax = 65_536
  /// Sizes of a response's head; past them the response is a protocol fault.
  public var head = HeadLimits(headBytesMax: 32_768, headersMax: 128)
  /// Interim responses (1xx) before the final one.
  public var interimResponsesMax = 8

  public init() {}
}
