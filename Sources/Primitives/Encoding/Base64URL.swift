/// Base64url without padding (RFC 4648 §5), canonical both ways: every byte string has exactly one text, and any other text
/// (padding, spaces, set bits behind the end) is refused, so that a token can't be written in two ways.
public enum Base64URL {
  /// The length of the text of `count` bytes.
  public static func encodedCount(_ count: Int) -> Int { (count * 4 + 2) / 3 }

  public static func encode(_ bytes: ByteView) -> String {
    String(unsafeUninitializedCapacity: encodedCount(bytes.count)) { text in
      encode(bytes, into: text.baseAddress.unsafelyUnwrapped)
      return encodedCount(bytes.count)
    }
  }

  public static func encode(_ bytes: [UInt8]) -> String {
    bytes.withUnsafeBytes { encode(ByteView($0)) }
  }

  /// Appends the text to a buffer without allocating.
  public static func append(_ bytes: ByteView, to buffer: ByteBuffer) {
    let count = encodedCount(bytes.count)
    let tail = buffer.reserve(count)
    encode(bytes, into: tail.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: UInt8.self))
    buffer.commit(count)
  }

  /// The bytes of a canonical text, or nil.
  public static func decode(_ text: ByteView) -> [UInt8]? {
    var valid = false
    let bytes = [UInt8](unsafeUninitializedCapacity: text.count / 4 * 3 + 3) { output, count in
      guard let decoded = decode(text, into: UnsafeMutableRawBufferPointer(output)) else { return }
      count = decoded
      valid = true
    }
    return valid ? bytes : nil
  }

  public static func decode(_ text: String) -> [UInt8]? {
    var text = text
    return text.withUTF8 { decode(ByteView(UnsafeRawBufferPointer($0))) }
  }

  /// Decodes into the caller's memory, which must hold `text.count * 3 / 4` bytes; gives how many were written, or nil for a
  /// text that isn't canonical. Allocates nothing.
  public static func decode(_ text: ByteView, into output: UnsafeMutableRawBufferPointer) -> Int? {
    let tail = text.count % 4
    guard tail != 1 else { return nil }
    let count = text.count / 4 * 3 + (tail == 0 ? 0 : tail - 1)
    precondition(output.count >= count, "not enough room for the decoded bytes")
    var read = 0
    var written = 0
    var faults: UInt8 = 0
    func next() -> UInt32 {
      let value = values[Int(text.base[read])]
      faults |= value
      read += 1
      return UInt32(value)
    }
    while read + 4 <= text.count {
      let group = next() << 18 | next() << 12 | next() << 6 | next()
      output[written] = UInt8(truncatingIfNeeded: group >> 16)
      output[written + 1] = UInt8(truncatingIfNeeded: group >> 8)
      output[written + 2] = UInt8(truncatingIfNeeded: group)
      written += 3
    }
    if tail == 2 {
      let group = next() << 6 | next()
      guard group & 0xF == 0 else { return nil }
      output[written] = UInt8(truncatingIfNeeded: group >> 4)
    } else if tail == 3 {
      let group = next() << 12 | next() << 6 | next()
      guard group & 0x3 == 0 else { return nil }
      output[written] = UInt8(truncatingIfNeeded: group >> 10)
      output[written + 1] = UInt8(truncatingIfNeeded: group >> 2)
    }
    return faults & invalid == 0 ? count : nil
  }

  private static func encode(_ bytes: ByteView, into text: UnsafeMutablePointer<UInt8>) {
    let alphabet = alphabetText.utf8Start
    var read = 0
    var written = 0
    while read + 3 <= bytes.count {
      let group = UInt32(bytes.base[read]) << 16 | UInt32(bytes.base[read + 1]) << 8 | UInt32(bytes.base[read + 2])
      text[written] = alphabet[Int(group >> 18)]
      text[written + 1] = alphabet[Int(group >> 12 & 63)]
      text[written + 2] = alphabet[Int(group >> 6 & 63)]
      text[written + 3] = alphabet[Int(group & 63)]
      read += 3
      written += 4
    }
    if bytes.count - read == 1 {
      let group = UInt32(bytes.base[read])
      text[written] = alphabet[Int(group >> 2)]
      text[written + 1] = alphabet[Int(group << 4 & 63)]
    } else if bytes.count - read == 2 {
      let group = UInt32(bytes.base[read]) << 8 | UInt32(bytes.base[read + 1])
      text[written] = alphabet[Int(group >> 10)]
      text[written + 1] = alphabet[Int(group >> 4 & 63)]
      text[written + 2] = alphabet[Int(group << 2 & 63)]
    }
  }

  private static let alphabetText: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

  /// Marks a byte outside the alphabet; values are below 64, so one bit of a whole text's values tells if any was.
  private static let invalid: UInt8 = 0x80

  private static let values: [256 of UInt8] = {
    var table = [256 of UInt8](repeating: invalid)
    for value in 0..<64 {
      table[Int(alphabetText.utf8Start[value])] = UInt8(value)
    }
    return table
  }()
}
