import Glibc

extension ByteView {
  /// Same length and same bytes. Not constant-time: secrets are compared by `Crypto`.
  public static func == (left: ByteView, right: ByteView) -> Bool {
    left.count == right.count && memcmp(left.base, right.base, left.count) == 0
  }

  public static func != (left: ByteView, right: ByteView) -> Bool { !(left == right) }

  public func equals(_ text: StaticString) -> Bool { self == ByteView(text) }

  /// Equal but for the case of ASCII letters; other bytes must be the same.
  public func equalsIgnoringCase(_ other: ByteView) -> Bool {
    guard count == other.count else { return false }
    var index = 0
    while index < count {
      let (left, right) = (base[index], other.base[index])
      // Letters differ from their other case in this bit alone.
      if left != right && (left ^ right != 0x20 || !(left | 0x20).isASCIILowercaseLetter) { return false }
      index += 1
    }
    return true
  }

  public func equalsIgnoringCase(_ text: StaticString) -> Bool { equalsIgnoringCase(ByteView(text)) }

  public func hasPrefix(_ other: ByteView) -> Bool {
    count >= other.count && memcmp(base, other.base, other.count) == 0
  }

  public func hasPrefix(_ text: StaticString) -> Bool { hasPrefix(ByteView(text)) }

  public func hasPrefixIgnoringCase(_ text: StaticString) -> Bool {
    let prefix = ByteView(text)
    return count >= prefix.count && slice(from: 0, to: prefix.count).equalsIgnoringCase(prefix)
  }

  public func hasSuffix(_ other: ByteView) -> Bool {
    count >= other.count && memcmp(base + (count - other.count), other.base, other.count) == 0
  }

  public func hasSuffix(_ text: StaticString) -> Bool { hasSuffix(ByteView(text)) }

  public func firstIndex(of byte: UInt8) -> Int? {
    guard count > 0, let found = memchr(base, Int32(byte), count) else { return nil }
    return UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
  }

  public func lastIndex(of byte: UInt8) -> Int? {
    var index = count - 1
    while index >= 0 {
      if base[index] == byte { return index }
      index -= 1
    }
    return nil
  }

  public func contains(_ byte: UInt8) -> Bool { firstIndex(of: byte) != nil }

  /// The view without spaces and tabs at either end (RFC 9110's optional white space).
  public var trimmed: ByteView {
    var start = 0
    var end = count
    while start < end, base[start] == 0x20 || base[start] == 0x09 { start += 1 }
    while end > start, base[end - 1] == 0x20 || base[end - 1] == 0x09 { end -= 1 }
    return ByteView(base + start, count: end - start)
  }

  /// FNV-1a over the bytes, 32 bits. For tables whose keys no stranger can choose; a chosen-key table needs a keyed hash.
  public func hash32() -> UInt32 {
    var hash: UInt32 = 2_166_136_261
    for index in 0..<count {
      hash = (hash ^ UInt32(base[index])) &* 16_777_619
    }
    return hash
  }

  /// The value of a run of ASCII digits; nil when it is empty, holds anything else or passes `Int.max`.
  public func decimal() -> Int? {
    guard count > 0 else { return nil }
    var value = 0
    for index in 0..<count {
      let digit = base[index] &- 0x30
      guard digit <= 9 else { return nil }
      let (scaled, overflowed) = value.multipliedReportingOverflow(by: 10)
      let (sum, carried) = scaled.addingReportingOverflow(Int(digit))
      if overflowed || carried { return nil }
      value = sum
    }
    return value
  }
}

extension UInt8 {
  /// The byte with `A`–`Z` turned to `a`–`z`, anything else as it is.
  public var asciiLowercased: UInt8 {
    (self >= 0x41 && self <= 0x5A) ? self | 0x20 : self
  }

  public var isASCIILowercaseLetter: Bool { self &- 0x61 < 26 }

  public var isASCIIDigit: Bool { self &- 0x30 <= 9 }
}
