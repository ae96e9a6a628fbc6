import Primitives

/// A set of ASCII bytes as 128 bits. Membership is a shift; bytes from 128 on are never in it.
struct ASCIISet {
  private let low: UInt64
  private let high: UInt64

  init(_ text: StaticString, letters: Bool = false, digits: Bool = false) {
    var low: UInt64 = 0
    var high: UInt64 = 0
    func add(_ byte: UInt8) {
      if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte - 64) }
    }
    for index in 0..<text.utf8CodeUnitCount { add(text.utf8Start[index]) }
    if letters {
      for byte in UInt8(ascii: "a")...UInt8(ascii: "z") {
        add(byte)
        add(byte - 0x20)
      }
    }
    if digits {
      for byte in UInt8(ascii: "0")...UInt8(ascii: "9") { add(byte) }
    }
    self.low = low
    self.high = high
  }

  @inline(__always)
  func contains(_ byte: UInt8) -> Bool {
    let word = byte & 0x40 == 0 ? low : high
    return byte < 0x80 && (word >> UInt64(byte & 63)) & 1 != 0
  }

  func containsAll(of bytes: ByteView) -> Bool {
    for index in 0..<bytes.count where !contains(bytes.base[index]) { return false }
    return true
  }

  /// The first byte at or behind `start` that isn't in this set, which must hold all letters and the hyphen: those go eight at
  /// a time, and they are most of what names and targets have.
  @inline(__always)
  func endOfRun(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int {
    var index = start
    while index + 8 <= end {
      let word = UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self)
      let others = ~ByteLanes.lettersAndHyphens(word) & ByteLanes.tops
      index += others.trailingZeroBitCount / 8
      if others != 0 {
        if !contains(base[index]) { return index }
        index += 1
      }
    }
    while index < end, contains(base[index]) { index += 1 }
    return index
  }

  /// RFC 9110 §5.6.2: what methods and field names are made of.
  static let token = ASCIISet("!#$%&'*+-.^_`|~", letters: true, digits: true)

  /// RFC 3986's pchar and `/`, with `[`, `]` and `|`, which browsers send as they are (WHATWG URL, path percent-encode set).
  static let path = ASCIISet("-._~!$&'()*+,;=:@/%[]|", letters: true, digits: true)

  /// What may follow the question mark: the path's bytes, `?`, and what browsers don't escape there. `"`, `<`, `>` and `#`
  /// are always escaped by whoever writes a URI after any standard.
  static let query = ASCIISet("-._~!$&'()*+,;=:@/%[]|?{}^`\\", letters: true, digits: true)

  /// RFC 3986's reg-name.
  static let host = ASCIISet("-._~!$&'()*+,;=%", letters: true, digits: true)

  /// What may stand between the brackets of an IPv6 address.
  static let bracketedHost = ASCIISet("0123456789abcdefABCDEF:.")

  /// RFC 6265's cookie-octet.
  static let cookieValue = ASCIISet("!#$%&'()*+-./:<=>?@[]^_`{|}~", letters: true, digits: true)
}
