/// How a request's body goes to the server.
public enum UpstreamBody: Equatable, Sendable {
  case none
  /// Sent with the head.
  case bytes([UInt8])
  /// Exactly so many bytes will be written piece by piece.
  case known(Int)
  /// Written piece by piece, chunked.
  case unknown

  /// True if the caller writes it after `upstreamReady`.
  var isStreamed: Bool {
    switch self {
    case .none, .bytes: false
    case .known(let count): count > 0
    case .unknown: true
    }
  }
}
