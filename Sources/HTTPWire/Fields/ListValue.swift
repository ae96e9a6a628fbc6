import Primitives

/// Comma-separated lists in header values (RFC 9110 §5.6.1), for elements without quoted strings.
public enum ListValue {
  /// Calls `body` for each element, trimmed; empty ones are passed over.
  public static func forEachElement(of value: ByteView, _ body: (ByteView) -> Void) {
    forEachElement(of: value, separator: UInt8(ascii: ","), body)
  }

  public static func forEachElement(of value: ByteView, separator: UInt8, _ body: (ByteView) -> Void) {
    forEachPiece(of: value, separator: separator) { piece in
      let element = piece.trimmed
      if !element.isEmpty { body(element) }
    }
  }

  /// Calls `body` for each piece between separators as it is, empty ones too.
  static func forEachPiece(of value: ByteView, separator: UInt8, _ body: (ByteView) -> Void) {
    var start = 0
    while start <= value.count {
      let rest = value.slice(from: start)
      let end = start + (rest.firstIndex(of: separator) ?? rest.count)
      body(value.slice(from: start, to: end))
      start = end + 1
    }
  }
}
