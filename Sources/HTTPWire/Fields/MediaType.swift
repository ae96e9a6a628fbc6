import Primitives

/// The media type of a body, as `Content-Type` names it.
public enum MediaType {
  /// True if the value is that type, whatever parameters follow.
  public static func matches(_ value: ByteView, _ type: StaticString) -> Bool {
    let end = value.firstIndex(of: UInt8(ascii: ";")) ?? value.count
    return value.slice(from: 0, to: end).trimmed.equalsIgnoringCase(type)
  }

  /// JSON by its own name or by suffix (RFC 6839): `application/json`, `application/merge-patch+json`.
  public static func isJSON(_ value: ByteView) -> Bool {
    let end = value.firstIndex(of: UInt8(ascii: ";")) ?? value.count
    let type = value.slice(from: 0, to: end).trimmed
    guard type.hasPrefixIgnoringCase("application/") else { return false }
    if type.equalsIgnoringCase("application/json") { return true }
    return type.count > 17 && type.slice(from: type.count - 5).equalsIgnoringCase("+json")
  }

  public static func isForm(_ value: ByteView) -> Bool { matches(value, "application/x-www-form-urlencoded") }
}
