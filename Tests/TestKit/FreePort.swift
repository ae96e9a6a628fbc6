import Foundation

/// TCP ports of 127.0.0.1 that nobody listens on right now. Another process may take one before its user does:
/// who starts a daemon on it tries again with the next one (`TestRedis` and `TestPostgres` do).
public enum FreePort {
  private static let given: Locked<Set<UInt16>> = Locked([])

  /// A free port that this process was not given before.
  public static func next() throws -> Int {
    for _ in 0..<100 {
      let port = try probe()
      if given.withLock({ $0.insert(port).inserted }) { return Int(port) }
    }
    throw TestKitFault("no free TCP port on 127.0.0.1 in 100 tries")
  }

  private static func probe() throws -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw TestKitFault.system("socket", errno) }
    defer { close(descriptor) }
    var address = SocketAddress.loopback(port: 0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic -> Int32 in
        bind(descriptor, generic, length) == 0 ? getsockname(descriptor, generic, &length) : -1
      }
    }
    guard status == 0 else { throw TestKitFault.system("bind 127.0.0.1:0", errno) }
    return UInt16(bigEndian: address.sin_port)
  }
}
