import Primitives

/// Which header lines of a message concern only the connection it came over (RFC 9110 §7.6.1), and so never go on: the known
/// ones, and those the message's own `Connection` lines name. Made from the received head before any of our own headers are
/// added, so that a sender can't have those taken out.
public struct HopByHop {
  private let head: MessageHead
  private let namesOthers: Bool

  public init(_ head: MessageHead) {
    self.head = head
    var namesOthers = false
    head.forEach(named: "connection") { value in
      ListValue.forEachElement(of: value) { option in
        if !option.equalsIgnoringCase("close") && !option.equalsIgnoringCase("keep-alive") { namesOthers = true }
      }
    }
    self.namesOthers = namesOthers
  }

  /// True if a header line of that name stays on this hop.
  public func removes(_ name: ByteView) -> Bool {
    if HopByHop.isKnown(name) { return true }
    guard namesOthers else { return false }
    var named = false
    head.forEach(named: "connection") { value in
      ListValue.forEachElement(of: value) { if $0.equalsIgnoringCase(name) { named = true } }
    }
    return named
  }

  private static func isKnown(_ name: ByteView) -> Bool {
    switch name.count {
    case 2: name.equalsIgnoringCase("te")
    case 7: name.equalsIgnoringCase("trailer") || name.equalsIgnoringCase("upgrade")
    case 10: name.equalsIgnoringCase("connection") || name.equalsIgnoringCase("keep-alive")
    case 16: name.equalsIgnoringCase("proxy-connection")
    case 17: name.equalsIgnoringCase("transfer-encoding")
    case 18: name.equalsIgnoringCase("proxy-authenticate")
    case 19: name.equalsIgnoringCase("proxy-authorization")
    case 14: name.equalsIgnoringCase("http2-settings")
    default: false
    }
  }
}
