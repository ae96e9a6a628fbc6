/// Doubles as plain decimals: the shortest digits that read back as the same double, written without an exponent.
enum DecimalText {
  static func append(_ number: Double, to buffer: ByteBuffer) {
    if let integer = Int(exactly: number), integer.magnitude < 1 << 53, number.sign == .plus || integer != 0 {
      return buffer.appendDecimal(integer)
    }
    if number == 0 { return buffer.append(byte: UInt8(ascii: "0")) }
    let millionths = (number.magnitude * 1e6).rounded()
    if millionths < 1e15 && millionths / 1e6 == number.magnitude {
      // At most fifteen digits that read back as the number are its shortest text.
      return appendMillionths(UInt64(millionths), isNegative: number < 0, to: buffer)
    }
    // The standard library's text has the shortest digits; only the point has to be put where it belongs.
    let (mantissa, exponent) = parts(number.magnitude.description)
    if number < 0 { buffer.append(byte: UInt8(ascii: "-")) }
    let point = exponent
    if point <= 0 {
      buffer.append("0." as StaticString)
      for _ in 0..<(-point) { buffer.append(byte: UInt8(ascii: "0")) }
      buffer.append(mantissa)
    } else if point >= mantissa.count {
      buffer.append(mantissa)
      for _ in 0..<(point - mantissa.count) { buffer.append(byte: UInt8(ascii: "0")) }
    } else {
      buffer.append(Array(mantissa[..<point]))
      buffer.append(byte: UInt8(ascii: "."))
      buffer.append(Array(mantissa[point...]))
    }
  }

  private static func appendMillionths(_ value: UInt64, isNegative: Bool, to buffer: ByteBuffer) {
    if isNegative { buffer.append(byte: UInt8(ascii: "-")) }
    buffer.appendDecimal(magnitude: value / 1_000_000)
    buffer.append(byte: UInt8(ascii: "."))
    var rest = value % 1_000_000
    var unit: UInt64 = 100_000
    while rest > 0 {
      buffer.append(byte: UInt8(truncatingIfNeeded: 0x30 + rest / unit))
      rest %= unit
      unit /= 10
    }
  }

  /// The significant digits of a positive decimal text, and how many of them stand before the point.
  private static func parts(_ text: String) -> (digits: [UInt8], point: Int) {
    var digits: [UInt8] = []
    var point = 0
    var sawPoint = false
    var exponent = 0
    var bytes = Array(text.utf8)[...]
    if let marker = bytes.firstIndex(of: UInt8(ascii: "e")) {
      exponent = Int(String(decoding: bytes[(marker + 1)...], as: UTF8.self)) ?? 0
      bytes = bytes[..<marker]
    }
    for byte in bytes {
      if byte == UInt8(ascii: ".") {
        sawPoint = true
      } else {
        digits.append(byte)
        if !sawPoint { point += 1 }
      }
    }
    let leadingZeros = digits.prefix { $0 == 0x30 }.count
    digits.removeFirst(leadingZeros)
    while digits.last == 0x30 { digits.removeLast() }
    return (digits, point - leadingZeros + exponent)
  }
}
