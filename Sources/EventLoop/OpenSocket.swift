internal import CLibUV

/// A connected, non-blocking descriptor on its way from a listener or connector to the stream that will own it.
///
/// Whoever gets one makes a `Stream` of it or closes it.
public struct OpenSocket {
  public let descriptor: Int32
  /// The other end.
  public let peer: NetworkAddress

  public init(descriptor: Int32, peer: NetworkAddress) {
    self.descriptor = descriptor
    self.peer = peer
  }

  /// Closes the descriptor without a stream.
  public func close() { _ = CLibUV.close(descriptor) }

  /// Writes what fits at once and closes: for a refusal to a client that gets no stream.
  public func refuse(with bytes: StaticString) {
    _ = send(descriptor, bytes.utf8Start, bytes.utf8CodeUnitCount, Int32(MSG_NOSIGNAL))
    _ = shutdown(descriptor, Int32(SHUT_WR))
    close()
  }
}

extension OpenSocket {
  /// A new non-blocking socket that children don't inherit.
  static func make(family: Int32) throws(SystemError) -> Int32 {
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let descriptor = socket(family, kind, 0)
    if descriptor < 0 { throw .last("socket") }
    return descriptor
  }

  static func set(
    _ descriptor: Int32, level: Int32, option: Int32, value: Int32, _ name: String
  ) throws(SystemError) {
    var value = value
    if setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size)) != 0 {
      throw .last("setsockopt \(name)")
    }
  }
}
