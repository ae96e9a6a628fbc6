import Primitives

/// Percent-encoding (RFC 3986 §2.1), with the plus sign of forms where it is asked for.
public enum PercentEncoding {
  /// The byte that the escape at `index` stands for; nil if two hexadecimal digits don't follow.
  static func byte(in text: ByteView, at index: Int) -> UInt8? {
    guard index + 2 < text.count, let high = Hex.value(of: text.base[index + 1]),
      let low = Hex.value(of: text.base[index + 2])
    else { return nil }
    return high << 4 | low
  }

  /// The decoded bytes; nil for a broken escape.
  public static func decode(_ text: ByteView, plusIsSpace: Bool = false) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      switch text.base[index] {
      case UInt8(ascii: "%"):
        guard let decoded = byte(in: text, at: index) else { return nil }
        bytes.append(decoded)
        index += 3
      case UInt8(ascii: "+") where plusIsSpace:
        bytes.append(0x20)
        index += 1
      default:
        bytes.append(text.base[index])
        index += 1
      }
    }
    return bytes
  }

  /// The decoded text; nil for a broken escape or what isn't UTF-8.
  public static func decodeText(_ text: ByteView, plusIsSpace: Bool = false) -> String? {
    guard let bytes = decode(text, plusIsSpace: plusIsSpace) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  /// Appends the text with everything escaped but RFC 3986's unreserved characters: fit for any place in a URI.
  public static func append(_ text: ByteView, to buffer: ByteBuffer) {
    for index in 0..<text.count {
      let byte = text.base[index]
      if unreserved.contains(byte) {
        buffer.append(byte: byte)
      } else {
        buffer.append(byte: UInt8(ascii: "%"))
        buffer.append(byte: Hex.digit(byte >> 4).asciiUppercased)
        buffer.append(byte: Hex.digit(byte & 0xF).asciiUppercased)
      }
    }
  }

  public static func encode(_ text: String) -> String {
    let buffer = ByteBuffer(capacity: text.utf8.count * 3)
    var text = text
    text.withUTF8 { append(ByteView(UnsafeRawBufferPointer($0)), to: buffer) }
    return buffer.string
  }

  private static let unreserved = ASCIISet("-._~", letters: true, digits: true)
}

extension UInt8 {
  fileprivate var asciiUppercased: UInt8 { (0x61...0x7A).contains(self) ? self - 0x20 : self }
}
