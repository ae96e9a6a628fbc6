public import HTTPWire

/// Why a request's body can't be had. The connection is closed after the answer.
public enum BodyFault: Error, Equatable, Sendable {
  /// Longer than the handler takes.
  case tooLarge
  /// The client stopped in the middle.
  case incomplete
  /// The client was too slow.
  case timedOut
  case malformed(ChunkFault)

  /// The answer that fits.
  public var problem: Problem {
    switch self {
    case .tooLarge: Problem(.contentTooLarge)
    case .incomplete: Problem(.badRequest, detail: "the body ended too early")
    case .timedOut: Problem(.requestTimeout)
    case .malformed(let fault): Problem(fault)
    }
  }
}
