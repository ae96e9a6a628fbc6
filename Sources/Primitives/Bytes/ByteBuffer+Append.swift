extension ByteBuffer {
  public func append(_ text: StaticString) { append(ByteView(text)) }

  /// Appends a string's UTF-8. Native strings are copied without an allocation.
  public func append(_ text: String) {
    var text = text
    text.withUTF8 { append(ByteView(UnsafeRawBufferPointer($0))) }
  }

  public func append(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { append(ByteView($0)) }
  }

  /// Appends an integer in decimal, without allocating.
  public func appendDecimal(_ value: Int) {
    if value < 0 { append(byte: UInt8(ascii: "-")) }
    appendDecimal(magnitude: UInt64(value.magnitude))
  }

  public func appendDecimal(magnitude value: UInt64) {
    // 20 digits hold 2^64 - 1.
    let tail = reserve(20)
    var digits = 1
    var rest = value / 10
    while rest > 0 {
      digits += 1
      rest /= 10
    }
    rest = value
    var index = digits - 1
    while index >= 0 {
      tail[index] = UInt8(truncatingIfNeeded: 0x30 + rest % 10)
      rest /= 10
      index -= 1
    }
    commit(digits)
  }

  /// Appends the lowest `digits` hexadecimal digits of `value`, lower case, with leading zeros.
  public func appendHex(_ value: UInt64, digits: Int) {
    precondition(digits >= 0 && digits <= 16, "a 64-bit value has at most 16 hexadecimal digits")
    let tail = reserve(digits)
    for index in 0..<digits {
      let nibble = UInt8(truncatingIfNeeded: value >> UInt64(4 * (digits - 1 - index))) & 0xF
      tail[index] = Hex.digit(nibble)
    }
    commit(digits)
  }

  /// The readable bytes as text, for logs and tests.
  public var string: String { readable.string }
}
