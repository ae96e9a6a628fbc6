internal import CLibUV

/// Where a server listens or a client connects: an address literal with a port, or a unix socket. Never a name to resolve.
public enum Endpoint: Hashable, Sendable, CustomStringConvertible {
  case tcp(NetworkAddress)
  case unix(path: String)

  /// The longest path of a unix socket that the kernel takes.
  public static let pathBytesMax = 107

  /// `127.0.0.1:8080`, `[::1]:8080`, `unix:/run/usher.sock`; nil for anything else.
  public init?(_ text: String) {
    if text.hasPrefix("unix:") {
      let path = String(text.dropFirst(5))
      guard path.hasPrefix("/"), path.utf8.count <= Endpoint.pathBytesMax, !path.utf8.contains(0) else { return nil }
      self = .unix(path: path)
      return
    }
    guard let colon = text.lastIndex(of: ":") else { return nil }
    let digits = text[text.index(after: colon)...]
    var host = text[..<colon]
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }), let port = UInt16(digits) else {
      return nil
    }
    let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
    if isBracketed { host = host.dropFirst().dropLast() }
    guard host.contains(":") == isBracketed, let address = NetworkAddress(parsing: String(host), port: port) else {
      return nil
    }
    self = .tcp(address)
  }

  /// A port of the machine itself.
  public static func loopback(port: UInt16) -> Endpoint { .tcp(NetworkAddress(v4: 0x7f00_0001, port: port)) }

  /// What `init` reads.
  public var description: String {
    switch self {
    case .unix(let path): "unix:\(path)"
    case .tcp(let address) where address.family == .v6: "[\(address.host)]:\(address.port)"
    case .tcp(let address): "\(address.host):\(address.port)"
    }
  }

  /// The port, for servers that listened on port 0; nil for a unix socket.
  public var port: UInt16? {
    if case .tcp(let address) = self { return address.port }
    return nil
  }
}

extension Endpoint {
  var socketFamily: Int32 {
    switch self {
    case .unix: AF_UNIX
    case .tcp(let address): address.family == .v6 ? AF_INET6 : AF_INET
    }
  }

  /// Calls `body` with the kernel's form.
  func withNative<R>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R {
    switch self {
    case .tcp(let address): return address.withNative(body)
    case .unix(let path):
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      let bytes = Array(path.utf8.prefix(Endpoint.pathBytesMax))
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
      return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
    }
  }
}
