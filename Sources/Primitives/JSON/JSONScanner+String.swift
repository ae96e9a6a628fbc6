extension JSONScanner {
  /// Passes a string, from its opening quote on.
  mutating func string() throws(JSONFault) -> String {
    index += 1
    let start = index
    while true {
      let byte = try peek()
      if byte == UInt8(ascii: "\"") {
        let text = try checked(bytes.slice(from: start, to: index), from: start)
        index += 1
        return text
      }
      if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
      guard byte >= 0x20 else { throw fault(.controlCharacter) }
      index += 1
    }
  }

  /// The rest of a string that has an escape at `index`.
  private mutating func escapedString(from start: Int) throws(JSONFault) -> String {
    var text = try checked(bytes.slice(from: start, to: index), from: start)
    var plainStart = index
    while true {
      let byte = try peek()
      switch byte {
      case UInt8(ascii: "\""):
        text += try checked(bytes.slice(from: plainStart, to: index), from: plainStart)
        index += 1
        return text
      case UInt8(ascii: "\\"):
        text += try checked(bytes.slice(from: plainStart, to: index), from: plainStart)
        text.unicodeScalars.append(try escape())
        plainStart = index
      case 0..<0x20: throw fault(.controlCharacter)
      default: index += 1
      }
    }
  }

  /// A run without escapes has to be UTF-8 by itself: an escape can't stand inside a character.
  private func checked(_ run: ByteView, from start: Int) throws(JSONFault) -> String {
    guard run.isUTF8 else { throw JSONFault(offset: start, reason: .invalidUTF8) }
    return run.string
  }

  /// Passes one escape, or two that make a surrogate pair.
  private mutating func escape() throws(JSONFault) -> Unicode.Scalar {
    let start = index
    index += 1
    let kind = try peek()
    index += 1
    switch kind {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(kind)
    case UInt8(ascii: "b"): return "\u{08}"
    case UInt8(ascii: "f"): return "\u{0C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): break
    default: throw JSONFault(offset: start, reason: .invalidEscape)
    }
    let unit = try codeUnit(escapeAt: start)
    if let scalar = Unicode.Scalar(UInt32(unit)) { return scalar }
    guard unit < 0xDC00, index + 1 < bytes.count, bytes.base[index] == UInt8(ascii: "\\"),
      bytes.base[index + 1] == UInt8(ascii: "u")
    else { throw JSONFault(offset: start, reason: .loneSurrogate) }
    let second = index
    index += 2
    let low = try codeUnit(escapeAt: second)
    guard (0xDC00...0xDFFF).contains(low),
      let scalar = Unicode.Scalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00))
    else { throw JSONFault(offset: start, reason: .loneSurrogate) }
    return scalar
  }

  /// Passes the four digits of a `\u` escape.
  private mutating func codeUnit(escapeAt start: Int) throws(JSONFault) -> UInt16 {
    var value: UInt16 = 0
    for _ in 0..<4 {
      guard let digit = Hex.value(of: try peek()) else { throw JSONFault(offset: start, reason: .invalidEscape) }
      value = value << 4 | UInt16(digit)
      index += 1
    }
    return value
  }
}
