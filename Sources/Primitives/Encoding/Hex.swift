/// Hexadecimal text: written in lower case, read in either.
public enum Hex {
  /// The digit of a value below 16.
  public static func digit(_ nibble: UInt8) -> UInt8 {
    nibble < 10 ? 0x30 + nibble : 0x57 + nibble
  }

  /// The value of one digit, or nil.
  public static func value(of digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x61...0x66: digit - 0x57
    case 0x41...0x46: digit - 0x37
    default: nil
    }
  }

  public static func encode(_ bytes: ByteView) -> String {
    String(unsafeUninitializedCapacity: bytes.count * 2) { text in
      for index in 0..<bytes.count {
        text[2 * index] = digit(bytes.base[index] >> 4)
        text[2 * index + 1] = digit(bytes.base[index] & 0xF)
      }
      return bytes.count * 2
    }
  }

  public static func encode(_ bytes: [UInt8]) -> String {
    bytes.withUnsafeBytes { encode(ByteView($0)) }
  }

  public static func append(_ bytes: ByteView, to buffer: ByteBuffer) {
    let tail = buffer.reserve(bytes.count * 2)
    for index in 0..<bytes.count {
      tail[2 * index] = digit(bytes.base[index] >> 4)
      tail[2 * index + 1] = digit(bytes.base[index] & 0xF)
    }
    buffer.commit(bytes.count * 2)
  }

  /// The bytes, or nil for an odd length or anything but digits.
  public static func decode(_ text: ByteView) -> [UInt8]? {
    guard text.count % 2 == 0 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 2)
    for index in stride(from: 0, to: text.count, by: 2) {
      guard let high = value(of: text.base[index]), let low = value(of: text.base[index + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  public static func decode(_ text: String) -> [UInt8]? {
    var text = text
    return text.withUTF8 { decode(ByteView(UnsafeRawBufferPointer($0))) }
  }
}
