/// How long a streamed response's body is.
public enum ResponseLength: Equatable, Sendable {
  /// Exactly that many bytes will be written.
  case known(Int)
  /// Nobody knows yet: chunked, or up to the end of the connection for an HTTP/1.0 client.
  case unknown
  /// There is no body and no length, as with 204 and 304.
  case none
}
