public import Primitives

/// The id of a hold, a payment or a booking: a UUID of version 7, so that new rows lie side by side in the indexes.
///
/// It is no secret: what opens a hold to its buyer is the hold's token.
public struct RecordID: Hashable, Sendable, CustomStringConvertible {
  public let high: UInt64
  public let low: UInt64

  /// A new id: milliseconds of `instant`, then 74 random bits.
  public init(at instant: WallInstant, using generator: inout some RandomNumberGenerator) {
    let milliseconds = UInt64(clamping: instant.milliseconds) & 0xFFFF_FFFF_FFFF
    high = milliseconds << 16 | 0x7000 | generator.next() & 0x0FFF
    low = 0x8000_0000_0000_0000 | generator.next() & 0x3FFF_FFFF_FFFF_FFFF
  }

  /// From its text, in small letters and with its four dashes; nil for anything else. Any version is taken.
  public init?(_ text: ByteView) {
    guard text.count == 36 else { return nil }
    var words: (UInt64, UInt64) = (0, 0)
    var digits = 0
    for index in 0..<36 {
      let byte = text[index]
      if index == 8 || index == 13 || index == 18 || index == 23 {
        guard byte == UInt8(ascii: "-") else { return nil }
        continue
      }
      guard let digit = Hex.value(of: byte), !(0x41...0x46).contains(byte) else { return nil }
      if digits < 16 { words.0 = words.0 << 4 | UInt64(digit) } else { words.1 = words.1 << 4 | UInt64(digit) }
      digits += 1
    }
    (high, low) = words
  }

  public init?(_ text: String) {
    var text = text
    guard let id = text.withUTF8({ RecordID(ByteView(UnsafeRawBufferPointer($0))) }) else { return nil }
    self = id
  }

  /// 36 characters.
  public var description: String {
    String(unsafeUninitializedCapacity: 36) { output in
      var next = 0
      for digit in 0..<32 {
        if digit == 8 || digit == 12 || digit == 16 || digit == 20 {
          output[next] = UInt8(ascii: "-")
          next += 1
        }
        let word = digit < 16 ? high : low
        output[next] = Hex.digit(UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * (digit & 15))) & 15)
        next += 1
      }
      return next
    }
  }
}
