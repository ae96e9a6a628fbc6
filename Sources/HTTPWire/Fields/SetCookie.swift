import Primitives

/// A cookie to be set (RFC 6265bis). Name and value are checked when it is made, so that neither can add an attribute.
public struct SetCookie: Equatable, Sendable {
  public enum SameSite: String, Sendable {
    case strict = "Strict"
    case lax = "Lax"
    case none = "None"
  }

  public let name: String
  public let value: String
  public var path = "/"
  /// Nil: until the browser is closed. 0 or less: gone at once.
  public var maxAgeSeconds: Int?
  public var isSecure = true
  public var isHTTPOnly = true
  public var sameSite = SameSite.lax
  /// Kept apart for each site that embeds ours (CHIPS); goes with `SameSite=None`.
  public var isPartitioned = false

  /// Traps if the name isn't a token or the value holds anything RFC 6265 doesn't allow: tokens are base64url, ids hexadecimal.
  public init(name: String, value: String, maxAgeSeconds: Int? = nil) {
    precondition(SetCookie.consists(name, of: .token) && !name.isEmpty, "a cookie's name must be a token")
    precondition(SetCookie.consists(value, of: .cookieValue), "a cookie's value must be escaped")
    self.name = name
    self.value = value
    self.maxAgeSeconds = maxAgeSeconds
  }

  /// Appends the header's value.
  public func append(to buffer: ByteBuffer) {
    buffer.append(name)
    buffer.append(byte: UInt8(ascii: "="))
    buffer.append(value)
    buffer.append("; Path=" as StaticString)
    buffer.append(path)
    if let maxAgeSeconds {
      buffer.append("; Max-Age=" as StaticString)
      buffer.appendDecimal(max(0, maxAgeSeconds))
    }
    if isSecure { buffer.append("; Secure" as StaticString) }
    if isHTTPOnly { buffer.append("; HttpOnly" as StaticString) }
    buffer.append("; SameSite=" as StaticString)
    buffer.append(sameSite.rawValue)
    if isPartitioned { buffer.append("; Partitioned" as StaticString) }
  }

  private static func consists(_ text: String, of set: ASCIISet) -> Bool {
    text.utf8.allSatisfy { set.contains($0) }
  }
}
