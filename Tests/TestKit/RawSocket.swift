import Foundation

/// A plain blocking client socket, for messages that no proper HTTP client would send. Every call has a deadline.
public final class RawSocket {
  private var descriptor: Int32
  private let timeout: Duration

  /// Connects to `host:port`; `source` is an own address of 127.0.0.0/8 to come from.
  public init(port: Int, host: String = "127.0.0.1", source: String? = nil, timeout: Duration = .seconds(10)) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw TestKitFault.system("socket", errno) }
    self.timeout = timeout
    setTimeouts()
    if let source {
      var address = SocketAddress.loopback(port: 0, host: source)
      guard withGeneric(&address, { bind(descriptor, $0, $1) }) == 0 else { throw fault("bind \(source)") }
    }
    var address = SocketAddress.loopback(port: port, host: host)
    guard withGeneric(&address, { connect(descriptor, $0, $1) }) == 0 else { throw fault("connect \(host):\(port)") }
    var on: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
  }

  /// Connects to a unix socket.
  public init(unix path: String, timeout: Duration = .seconds(10)) throws {
    var address = try SocketAddress.unix(path: path)
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw TestKitFault.system("socket", errno) }
    self.timeout = timeout
    setTimeouts()
    guard withGeneric(&address, { connect(descriptor, $0, $1) }) == 0 else { throw fault("connect \(path)") }
  }

  deinit { close() }

  public func send(_ text: String) throws { try send(Array(text.utf8)) }

  /// Sends all bytes; throws when the peer has closed or takes nothing within the timeout.
  public func send(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw fault("send") }
      sent += count
    }
  }

  /// What has arrived, at most `limit` bytes; waits for the first. Empty: the peer closed its side.
  public func receive(limit: Int = 65_536) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: limit)
    while true {
      let count = recv(descriptor, &bytes, limit, 0)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw fault("recv") }
      return Array(bytes.prefix(count))
    }
  }

  /// All until the peer closes. A reset by the peer ends it too.
  public func receiveToEnd(limit: Int = 64 << 20) throws -> [UInt8] {
    var all: [UInt8] = []
    while all.count < limit {
      let part: [UInt8]
      do { part = try receive() } catch let fault as TestKitFault where fault.code == ECONNRESET { return all }
      if part.isEmpty { return all }
      all += part
    }
    throw TestKitFault("more than \(limit) bytes")
  }

  /// All until `text` has come (included; more may follow it). Throws when the peer closes before that.
  public func receive(until text: String, limit: Int = 1 << 20) throws -> String {
    var all: [UInt8] = []
    while all.count < limit {
      let part = try receive()
      all += part
      let soFar = String(decoding: all, as: UTF8.self)
      if soFar.contains(text) { return soFar }
      if part.isEmpty { throw TestKitFault("the peer closed before \(text): \(soFar)") }
    }
    throw TestKitFault("more than \(limit) bytes before \(text)")
  }

  /// True when the peer closes (or resets) within the timeout without sending anything more.
  public func isClosedByPeer() throws -> Bool {
    do {
      return try receive(limit: 1).isEmpty
    } catch let fault as TestKitFault where fault.code == ECONNRESET {
      return true
    }
  }

  /// Says that no more will be sent.
  public func shutdownWrite() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Closes with a TCP reset.
  public func reset() {
    var option = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    close()
  }

  public func close() {
    guard descriptor >= 0 else { return }
    Glibc.close(descriptor)
    descriptor = -1
  }

  private func setTimeouts() {
    let parts = timeout.components
    var value = timeval(tv_sec: Int(parts.seconds), tv_usec: Int(parts.attoseconds / 1_000_000_000_000))
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &value, size)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &value, size)
  }

  private func fault(_ call: String) -> TestKitFault {
    let code = errno
    if code == EAGAIN { return TestKitFault("\(call): nothing within \(timeout)", code: code) }
    return TestKitFault.system(call, code)
  }

  private func withGeneric<Address>(
    _ address: inout Address, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<Address>.size))
      }
    }
  }
}
