import Foundation
import TestKit

/// An origin that does what a test's script says, byte for byte. Each connection gets a thread of its own.
final class ScriptedOrigin: Sendable {
  let port: Int
  private let listener: Int32
  private let accepted = Locked(0)

  /// The script gets the connection's number, from 0, and the connection; it is closed when the script returns.
  init(backlog: Int32 = 64, _ script: @escaping @Sendable (Int, ScriptedConnection) throws -> Void) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        bind(listener, generic, length) == 0 && listen(listener, backlog) == 0
          && getsockname(listener, generic, &length) == 0
      }
    }
    guard result else { throw TestKitFault("listen: \(errno)", code: errno) }
    self.listener = listener
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread.detachNewThread { [self] in
      while true {
        let descriptor = accept(listener, nil, nil)
        if descriptor < 0 {
          // Closed by the thread that uses it, lest it wait on a number that belongs to somebody else by now.
          close(listener)
          return
        }
        let number = accepted.withLock { count in
          count += 1
          return count - 1
        }
        Thread.detachNewThread {
          let connection = ScriptedConnection(descriptor)
          // What ends a script early is the other side's doing, which the test looks at there.
          try? script(number, connection)
          connection.close()
        }
      }
    }
  }

  /// Connections taken so far.
  var connections: Int { accepted.withLock { $0 } }

  /// Takes no more connections.
  func stop() { shutdown(listener, Int32(SHUT_RDWR)) }
}

/// The origin's side of a connection.
final class ScriptedConnection {
  private var descriptor: Int32
  private var unread: [UInt8] = []

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
    var timeout = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
  }

  /// A request's head, with the empty line.
  func readHead() throws -> String { try read(until: "\r\n\r\n") }

  /// All up to `text`, included.
  func read(until text: String) throws -> String {
    let wanted = Array(text.utf8)
    while true {
      if let range = unread.firstRange(of: wanted) {
        let taken = unread[..<range.upperBound]
        unread = Array(unread[range.upperBound...])
        return String(decoding: taken, as: UTF8.self)
      }
      guard try fill() else { throw TestKitFault("the client closed before \(text)") }
    }
  }

  func read(count: Int) throws -> [UInt8] {
    while unread.count < count { guard try fill() else { throw TestKitFault("the client closed") } }
    let taken = Array(unread[..<count])
    unread = Array(unread[count...])
    return taken
  }

  /// True if the client closes without sending anything more.
  func isClosedByClient() throws -> Bool {
    if !unread.isEmpty { return false }
    return try !fill()
  }

  private func fill() throws -> Bool {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    if count < 0, errno == ECONNRESET { return false }
    guard count >= 0 else { throw TestKitFault("recv: \(errno)", code: errno) }
    unread += bytes[..<count]
    return count > 0
  }

  func send(_ text: String) throws { try send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw TestKitFault("send: \(errno)", code: errno) }
      sent += count
    }
  }

  func reset() {
    var option = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    close()
  }

  func close() {
    guard descriptor >= 0 else { return }
    Glibc.close(descriptor)
    descriptor = -1
  }
}
