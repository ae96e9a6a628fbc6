public import EventLoop
public import HTTPWire

/// Why a request got no whole response.
public enum UpstreamFault: Error, Equatable, Sendable {
  /// No connection could be made.
  case connect(ConnectFault)
  /// Too many requests wait, or this one waited too long.
  case overloaded
  /// Connected, but the response didn't come, or stopped coming.
  case timedOut
  /// The server closed or reset the connection before the response was complete.
  case closed
  /// What came isn't HTTP.
  case malformedHead(HeadFault)
  case malformedBody(ChunkFault)
  /// More interim responses than anybody needs.
  case tooManyInterimResponses
  /// Longer than its reader takes.
  case bodyTooLarge
  /// The pool was closed.
  case poolClosed

  /// The answer of a gateway that met it.
  public var problem: Problem {
    switch self {
    case .overloaded: Problem(.overloaded)
    case .timedOut, .connect(.timedOut): Problem(.originTimeout)
    case .connect, .closed, .malformedHead, .malformedBody, .tooManyInterimResponses, .bodyTooLarge,
      .poolClosed:
      Problem(.originUnavailable)
    }
  }
}
