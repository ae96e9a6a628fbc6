internal import CLibUV
internal import Glibc

/// Why no connection came about.
public enum ConnectFault: Error, Equatable, Sendable, CustomStringConvertible {
  case timedOut
  case system(SystemError)

  public var description: String {
    switch self {
    case .timedOut: "connect: timed out"
    case .system(let error): error.description
    }
  }
}

/// One attempt to connect. The answer comes in a later callback, never before `Loop.connect` has returned, and not at all
/// after `cancel()`.
public final class Connector {
  private let loop: Loop
  private let descriptor: Int32
  private let endpoint: Endpoint
  private var poll: Poll?
  private var timer: LoopTimer?
  private var then: ((Result<OpenSocket, ConnectFault>) -> Void)?

  fileprivate init(
    loop: Loop, endpoint: Endpoint, source: NetworkAddress?, timeout: Duration,
    then: @escaping (Result<OpenSocket, ConnectFault>) -> Void
  ) throws(LoopError) {
    self.loop = loop
    self.endpoint = endpoint
    self.then = then
    descriptor = try OpenSocket.make(family: endpoint.socketFamily)
    do throws(SystemError) {
      try begin(source: source)
    } catch {
      _ = Glibc.close(descriptor)
      throw error
    }
    // The closures hold this object until the attempt has ended.
    poll?.set(readable: false, writable: true)
    timer = loop.addTimer(after: timeout) { self.end(.failure(.timedOut)) }
  }

  private func begin(source: NetworkAddress?) throws(SystemError) {
    if case .tcp = endpoint {
      try OpenSocket.set(descriptor, level: Int32(IPPROTO_TCP), option: TCP_NODELAY, value: 1, "TCP_NODELAY")
    }
    if let source {
      // The port is chosen at connect, for the whole four-tuple: binding it now would run out of ports early.
      try OpenSocket.set(descriptor, level: Int32(IPPROTO_IP), option: 24, value: 1, "IP_BIND_ADDRESS_NO_PORT")
      if source.withNative({ Glibc.bind(descriptor, $0, $1) }) != 0 { throw .last("bind to \(source)") }
    }
    let result = endpoint.withNative { connect(descriptor, $0, $1) }
    if result != 0, errno != EINPROGRESS, errno != EINTR { throw .last("connect to \(endpoint)") }
    poll = try loop.poll(descriptor: descriptor) { _ in self.check() }
  }

  /// Gives up. Nothing is reported.
  public func cancel() {
    guard then != nil else { return }
    release()
    _ = Glibc.close(descriptor)
  }

  private func check() {
    var code: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
    if code != 0 {
      end(.failure(.system(SystemError(code: code, call: "connect to \(endpoint)"))))
    } else {
      end(.success(OpenSocket(descriptor: descriptor, peer: peer)))
    }
  }

  private var peer: NetworkAddress {
    if case .tcp(let address) = endpoint { return address }
    return .unix
  }

  private func end(_ result: Result<OpenSocket, ConnectFault>) {
    guard let then else { return }
    release()
    if case .failure = result { _ = Glibc.close(descriptor) }
    then(result)
  }

  private func release() {
    then = nil
    poll?.close()
    poll = nil
    timer?.cancel()
    timer = nil
  }
}

extension Loop {
  /// Connects, from a source address of this machine if one is given (any of 127.0.0.0/8, say).
  ///
  /// Throws what the kernel refuses at once, such as a missing unix socket; `then` gets everything else.
  @discardableResult
  public func connect(
    to endpoint: Endpoint, from source: NetworkAddress? = nil, timeout: Duration,
    then: @escaping (Result<OpenSocket, ConnectFault>) -> Void
  ) throws(LoopError) -> Connector {
    try Connector(loop: self, endpoint: endpoint, source: source, timeout: timeout, then: then)
  }
}
