import Primitives

/// A host and an optional port, as `Host` holds them (RFC 3986 §3.2, without user information).
public struct Authority {
  /// A name, an IPv4 address, or an IPv6 address in brackets.
  public let host: ByteView
  public let port: Int?

  /// Nil for anything but `host` or `host:port`: an empty host or port, a port past 65535, user information.
  public init?(_ text: ByteView) {
    let hostEnd: Int
    if text.first == UInt8(ascii: "[") {
      guard let bracket = text.firstIndex(of: UInt8(ascii: "]")), bracket > 2,
        ASCIISet.bracketedHost.containsAll(of: text.slice(from: 1, to: bracket))
      else { return nil }
      hostEnd = bracket + 1
    } else {
      hostEnd = text.firstIndex(of: UInt8(ascii: ":")) ?? text.count
      guard hostEnd > 0, ASCIISet.host.endOfRun(text.base, 0, hostEnd) == hostEnd else { return nil }
    }
    host = text.slice(from: 0, to: hostEnd)
    guard hostEnd < text.count else {
      port = nil
      return
    }
    let digits = text.slice(from: hostEnd + 1)
    guard text[hostEnd] == UInt8(ascii: ":"), digits.count <= 5, let number = digits.decimal(), number <= 65_535 else {
      return nil
    }
    port = number
  }
}
