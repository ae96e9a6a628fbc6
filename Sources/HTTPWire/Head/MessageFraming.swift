/// How the end of a message's body is found (RFC 9112 §6.3), once every ambiguous head has been refused.
public enum MessageFraming: Equatable, Sendable {
  /// There is no body.
  case none
  /// That many bytes follow; may be 0.
  case length(Int)
  /// Chunks follow, to be read by `ChunkedDecoder`.
  case chunked
  /// Responses only: the body ends with the connection.
  case untilClose
}
