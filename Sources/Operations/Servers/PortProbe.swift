import EventLoop
import Glibc

/// Asks the kernel which ports are free. Somebody may take one between the question and its use; the server that then
/// can't listen ends, and says so in its log.
enum PortProbe {
  /// True when nobody listens on `host:port`.
  static func isFree(port: UInt16, host: String = "127.0.0.1") -> Bool { bindProbe(port: port, host: host) != nil }

  /// A port of 127.0.0.1 that nobody listens on.
  static func free(host: String = "127.0.0.1") throws(CommandFault) -> UInt16 {
    guard let port = bindProbe(port: 0, host: host) else { throw .unreachable("\(host) has no free port") }
    return port
  }

  private static func bindProbe(port: UInt16, host: String) -> UInt16? {
    let isV6 = host.contains(":")
    let descriptor = socket(isV6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    // As servers do: connections of a server before us that are still closing don't count.
    var on: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    return isV6 ? bindV6(descriptor, port, host) : bindV4(descriptor, port, host)
  }

  private static func bindV4(_ descriptor: Int32, _ port: UInt16, _ host: String) -> UInt16? {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    guard inet_pton(AF_INET, host, &address.sin_addr) == 1, bound(descriptor, &address) else { return nil }
    return UInt16(bigEndian: address.sin_port)
  }

  private static func bindV6(_ descriptor: Int32, _ port: UInt16, _ host: String) -> UInt16? {
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(AF_INET6)
    address.sin6_port = port.bigEndian
    guard inet_pton(AF_INET6, host, &address.sin6_addr) == 1, bound(descriptor, &address) else { return nil }
    return UInt16(bigEndian: address.sin6_port)
  }

  private static func bound<Address>(_ descriptor: Int32, _ address: inout Address) -> Bool {
    var length = socklen_t(MemoryLayout<Address>.size)
    return withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        bind(descriptor, generic, length) == 0 && listen(descriptor, 1) == 0
          && getsockname(descriptor, generic, &length) == 0
      }
    }
  }
}
