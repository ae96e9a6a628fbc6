/// Escaping for the two places where strangers' text may stand in a page: content and double-quoted attributes, and URLs.
enum HTMLEscape {
  /// Appends text with the five characters of markup as references, and control characters (which HTML forbids, but for
  /// tab and line ends) as U+FFFD. Runs that need nothing are copied whole.
  static func append(_ text: String, to markup: inout String) {
    guard text.utf8.contains(where: needsEscape) else {
      markup += text
      return
    }
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": markup += "&amp;"
      case "<": markup += "&lt;"
      case ">": markup += "&gt;"
      case "\"": markup += "&quot;"
      case "'": markup += "&#39;"
      case "\t", "\n", "\r": markup.unicodeScalars.append(scalar)
      case "\u{0}"..<" ", "\u{7F}": markup += "\u{FFFD}"
      default: markup.unicodeScalars.append(scalar)
      }
    }
  }

  private static func needsEscape(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"): true
    case 0..<0x20, 0x7F: true
    default: false
    }
  }

  /// Appends text with everything but RFC 3986's unreserved characters percent-encoded.
  static func appendPercentEncoded(_ text: String, to markup: inout String) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        markup.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        markup += "%"
        markup += String(byte >> 4, radix: 16, uppercase: true)
        markup += String(byte & 0xF, radix: 16, uppercase: true)
      }
    }
  }
}
