extension JSONWriter {
  /// Appends a quoted string. Runs that need no escape are copied whole.
  static func appendQuoted(_ text: ByteView, to buffer: ByteBuffer) {
    guard text.isUTF8 else {
      var repaired = text.string
      repaired.withUTF8 { appendQuoted(ByteView(UnsafeRawBufferPointer($0)), to: buffer) }
      return
    }
    buffer.append(byte: UInt8(ascii: "\""))
    var start = 0
    var index = 0
    while index < text.count {
      let length = escapedLength(text, index)
      if length > 0 {
        buffer.append(text.slice(from: start, to: index))
        appendEscape(text, index, to: buffer)
        start = index + length
      }
      index += max(length, 1)
    }
    buffer.append(text.slice(from: start))
    buffer.append(byte: UInt8(ascii: "\""))
  }

  /// How many bytes at `index` one escape stands for; 0 if they go as they are.
  private static func escapedLength(_ text: ByteView, _ index: Int) -> Int {
    switch text.base[index] {
    case 0..<0x20, UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "<"), 0x7F: 1
    case 0xE2:
      // U+2028 and U+2029 are E2 80 A8 and E2 80 A9; the text is valid UTF-8, so two more bytes follow.
      text.base[index + 1] == 0x80 && text.base[index + 2] | 1 == 0xA9 ? 3 : 0
    default: 0
    }
  }

  private static func appendEscape(_ text: ByteView, _ index: Int, to buffer: ByteBuffer) {
    switch text.base[index] {
    case UInt8(ascii: "\""): buffer.append("\\\"" as StaticString)
    case UInt8(ascii: "\\"): buffer.append("\\\\" as StaticString)
    case UInt8(ascii: "\n"): buffer.append("\\n" as StaticString)
    case UInt8(ascii: "\r"): buffer.append("\\r" as StaticString)
    case UInt8(ascii: "\t"): buffer.append("\\t" as StaticString)
    case 0xE2: buffer.append(text.base[index + 2] == 0xA8 ? "\\u2028" : "\\u2029" as StaticString)
    case let byte:
      buffer.append("\\u" as StaticString)
      buffer.appendHex(UInt64(byte), digits: 4)
    }
  }
}
