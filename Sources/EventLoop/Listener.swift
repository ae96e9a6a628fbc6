internal import CLibUV
internal import Glibc

/// Accepts connections on an endpoint, in batches.
///
/// TCP: `TCP_NODELAY` is set on the listening socket, from which accepted ones inherit it. Unix: the socket is made with
/// mode 0600; a left-over socket that nobody answers is replaced, and the path is removed at the end. When the process has
/// no descriptors left, accepting pauses for a moment instead of spinning.
public final class Listener {
  /// Where it listens, with the port that the kernel chose if 0 was asked for.
  public let endpoint: Endpoint
  public let loop: Loop
  private let descriptor: Int32
  private var poll: Poll?
  private var pauseTimer: LoopTimer?
  private var onAccept: ((OpenSocket) -> Void)?

  /// Connections taken in one event, so that accepting can't starve the connections that are there.
  private static let acceptsMax = 64
  private static let pauseMilliseconds = 100

  /// With `reusePort` several loops listen on one TCP port and the kernel spreads the connections.
  public init(
    loop: Loop, endpoint: Endpoint, backlog: Int32 = 4_096, reusePort: Bool = false,
    onAccept: @escaping (OpenSocket) -> Void
  ) throws(LoopError) {
    self.loop = loop
    self.onAccept = onAccept
    descriptor = try OpenSocket.make(family: endpoint.socketFamily)
    do throws(SystemError) {
      try Listener.bind(descriptor, to: endpoint, reusePort: reusePort)
      if listen(descriptor, backlog) != 0 { throw .last("listen on \(endpoint)") }
      self.endpoint = Listener.actual(endpoint, of: descriptor)
      poll = try loop.poll(descriptor: descriptor) { [unowned self] _ in acceptAll() }
    } catch {
      _ = Glibc.close(descriptor)
      throw error
    }
    poll?.set(readable: true, writable: false)
  }

  deinit { close() }

  /// Stops listening; connections that the kernel has queued and nobody accepted are reset. Idempotent.
  public func close() {
    guard let poll else { return }
    self.poll = nil
    onAccept = nil
    pauseTimer?.cancel()
    pauseTimer = nil
    poll.close()
    _ = Glibc.close(descriptor)
    if case .unix(let path) = endpoint { unlink(path) }
  }

  private func acceptAll() {
    for _ in 0..<Listener.acceptsMax {
      guard poll != nil else { return }
      var storage = sockaddr_storage()
      var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
      let accepted = usher_accept(descriptor, &storage, &length)
      if accepted >= 0 {
        onAccept?(OpenSocket(descriptor: accepted, peer: NetworkAddress(storage)))
        continue
      }
      switch errno {
      case EAGAIN: return
      case EINTR, ECONNABORTED, EPROTO: continue
      default:
        // Out of descriptors or memory: the queue stays readable, so waiting is the only way not to spin.
        return pause()
      }
    }
  }

  private func pause() {
    poll?.set(readable: false, writable: false)
    pauseTimer = loop.addTimer(after: .milliseconds(Listener.pauseMilliseconds)) { [unowned self] in
      pauseTimer = nil
      poll?.set(readable: true, writable: false)
    }
  }

  private static func bind(_ descriptor: Int32, to endpoint: Endpoint, reusePort: Bool) throws(SystemError) {
    switch endpoint {
    case .tcp(let address):
      try OpenSocket.set(descriptor, level: SOL_SOCKET, option: SO_REUSEADDR, value: 1, "SO_REUSEADDR")
      if reusePort { try OpenSocket.set(descriptor, level: SOL_SOCKET, option: SO_REUSEPORT, value: 1, "SO_REUSEPORT") }
      try OpenSocket.set(descriptor, level: Int32(IPPROTO_TCP), option: TCP_NODELAY, value: 1, "TCP_NODELAY")
      if address.family == .v6 {
        try OpenSocket.set(descriptor, level: Int32(IPPROTO_IPV6), option: IPV6_V6ONLY, value: 1, "IPV6_V6ONLY")
      }
    case .unix(let path):
      // The kernel gives the path the mode that the socket has when it is bound.
      if fchmod(descriptor, 0o600) != 0 { throw .last("fchmod") }
      try removeStale(path)
    }
    let result = endpoint.withNative { Glibc.bind(descriptor, $0, $1) }
    if result != 0 { throw .last("bind to \(endpoint)") }
  }

  /// Removes a socket that nobody listens on any more; anything else at that path makes `bind` fail.
  private static func removeStale(_ path: String) throws(SystemError) {
    let probe = try OpenSocket.make(family: AF_UNIX)
    defer { _ = Glibc.close(probe) }
    let result = Endpoint.unix(path: path).withNative { connect(probe, $0, $1) }
    if result != 0, errno == ECONNREFUSED { unlink(path) }
  }

  private static func actual(_ endpoint: Endpoint, of descriptor: Int32) -> Endpoint {
    guard case .tcp(let address) = endpoint, address.port == 0 else { return endpoint }
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    _ = withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
    }
    return .tcp(NetworkAddress(storage))
  }
}
