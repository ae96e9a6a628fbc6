internal import Crypto
internal import HTTPWire
internal import Primitives

/// Names one version of a document (RFC 9110 §8.8.3).
struct EntityTag: Equatable, Sendable {
  /// With quotes, and `W/` before them if it is weak.
  let text: String

  /// Of a document whose every byte counts.
  init(strong bytes: ByteView) { text = "\"\(EntityTag.digest(bytes))\"" }

  /// Of a document that means the same as long as `meaning` does.
  init(weak meaning: ByteView) { text = "W/\"\(EntityTag.digest(meaning))\"" }

  /// Whether the client has this version: by `If-None-Match`, compared weakly.
  func isKnown(to head: RequestHead) -> Bool {
    var known = false
    let own = EntityTag.opaque(text)
    head.forEach(named: "if-none-match") { value in
      ListValue.forEachElement(of: value) { element in
        if element.equals("*") || EntityTag.opaque(element.string) == own { known = true }
      }
    }
    return known
  }

  /// 32 hexadecimal digits.
  static func digest(_ bytes: ByteView) -> String { String(Hex.encode(SHA256.digest(bytes).array).prefix(32)) }

  private static func opaque(_ text: String) -> Substring { text.hasPrefix("W/") ? text.dropFirst(2) : text[...] }
}
