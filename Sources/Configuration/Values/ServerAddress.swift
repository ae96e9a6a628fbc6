internal import Glibc

/// Where something listens: an address literal with a port, or a unix socket. Names are not resolved.
public enum ServerAddress: Sendable, Hashable, CustomStringConvertible {
  /// `host` is an IPv4 or IPv6 literal without brackets.
  case tcp(host: String, port: UInt16)
  case unix(path: String)

  /// The longest path of a unix socket that the kernel takes.
  public static let pathBytesMax = 107

  /// `127.0.0.1:8080`, `[::1]:8080` or `unix:run/booking.sock`; nil for anything else.
  public init?(_ text: String) {
    if text.hasPrefix("unix:") {
      let path = String(text.dropFirst(5))
      guard !path.isEmpty, path.utf8.count <= Self.pathBytesMax else { return nil }
      self = .unix(path: path)
      return
    }
    guard let colon = text.lastIndex(of: ":") else { return nil }
    let digits = text[text.index(after: colon)...]
    var host = String(text[..<colon])
    guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }),
      let port = UInt16(digits)
    else { return nil }
    if host.hasPrefix("[") && host.hasSuffix("]") {
      host = String(host.dropFirst().dropLast())
      guard IPLiteral(host)?.isV6 == true else { return nil }
    } else {
      guard IPLiteral(host)?.isV6 == false else { return nil }
    }
    self = .tcp(host: host, port: port)
  }

  /// What `init` reads, and what `EventLoop`'s endpoints are made from.
  public var description: String {
    switch self {
    case .unix(let path): "unix:\(path)"
    case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
  }

  /// Reachable from this machine alone.
  public var isLocal: Bool {
    switch self {
    case .unix: true
    case .tcp(let host, _): host == "::1" || IPLiteral(host).map { !$0.isV6 && $0.low >> 24 == 127 } == true
    }
  }
}
