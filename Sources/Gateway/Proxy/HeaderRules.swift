import Primitives

/// Which header fields of a visitor's request never reach an origin.
///
/// Names are compared with `_` read as `-`, because CGI-like origins can't tell the two apart: `Usher_User` from outside
/// would otherwise be believed as `Usher-User` from the gateway.
enum HeaderRules {
  /// What a name stands for on the way to the origin.
  enum Verdict {
    case forward
    case drop
    /// A field that the gateway writes itself, from what it knows.
    case replaced
    /// `Cookie`: forwarded without the gateway's own cookies.
    case cookie
  }

  static func verdict(_ name: ByteView) -> Verdict {
    switch name.count {
    case 4 where matches(name, "host"): return .replaced
    case 6 where matches(name, "cookie"): return .cookie
    case 6 where matches(name, "expect"): return .drop
    case 9 where matches(name, "forwarded"): return .replaced
    case 14 where matches(name, "content-length"): return .replaced
    case 14 where matches(name, "x-original-url"), 13 where matches(name, "x-rewrite-url"): return .drop
    case 13 where matches(name, "x-http-method"): return .drop
    case 22 where matches(name, "x-http-method-override"): return .drop
    case 17 where matches(name, "x-method-override"): return .drop
    default: break
    }
    if hasPrefix(name, "usher-") { return matches(name, "usher-hold") && !name.contains(underscore) ? .forward : .drop }
    if hasPrefix(name, "x-forwarded-") || matches(name, "x-real-ip") { return .replaced }
    return .forward
  }

  private static let underscore = UInt8(ascii: "_")

  private static func matches(_ name: ByteView, _ expected: StaticString) -> Bool {
    name.count == expected.utf8CodeUnitCount && hasPrefix(name, expected)
  }

  private static func hasPrefix(_ name: ByteView, _ prefix: StaticString) -> Bool {
    guard name.count >= prefix.utf8CodeUnitCount else { return false }
    for index in 0..<prefix.utf8CodeUnitCount {
      let byte = name[index]
      let folded = byte == underscore ? UInt8(ascii: "-") : byte.asciiLowercased
      if folded != prefix.utf8Start[index] { return false }
    }
    return true
  }
}
