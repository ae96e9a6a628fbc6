extension ByteView {
  /// True if every byte is below 128. Eight bytes at a time.
  public var isASCII: Bool { endOfASCII(from: 0) == count }

  /// True for well-formed UTF-8 after Unicode's table 3-7: no overlong forms, no surrogates, nothing past U+10FFFF.
  public var isUTF8: Bool {
    var index = 0
    while true {
      index = endOfASCII(from: index)
      guard index < count else { return true }
      let length = scalarLength(at: index)
      guard length > 0 else { return false }
      index += length
    }
  }

  /// The bytes as text; nil if they aren't UTF-8. Faster than asking the standard library, which goes through generic code.
  public var validatedString: String? { isUTF8 ? string : nil }

  private func endOfASCII(from start: Int) -> Int {
    var index = start
    while index + 8 <= count {
      let word = UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self) & 0x8080_8080_8080_8080
      if word != 0 { return index + word.trailingZeroBitCount / 8 }
      index += 8
    }
    while index < count, base[index] < 0x80 { index += 1 }
    return index
  }

  /// How many bytes the well-formed scalar at `index` has, which doesn't begin with ASCII; 0 if it isn't well-formed.
  private func scalarLength(at index: Int) -> Int {
    let lead = base[index]
    let length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0
    guard length > 0, index + length <= count else { return 0 }
    let second = base[index + 1]
    let least: UInt8 = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80
    let most: UInt8 = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF
    guard second >= least, second <= most else { return 0 }
    for offset in 2..<max(2, length) where base[index + offset] & 0xC0 != 0x80 { return 0 }
    return length
  }
}
