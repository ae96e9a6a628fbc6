extension WallInstant {
  /// The moment in RFC 3339 with milliseconds, as in `2026-01-02T03:04:05.678Z`. Years 0000 to 9999.
  public var rfc3339: String {
    let buffer = ByteBuffer(capacity: 32)
    appendRFC3339(to: buffer)
    return buffer.readable.string
  }

  /// Appends the 24 bytes of `rfc3339` without allocating.
  public func appendRFC3339(to buffer: ByteBuffer) {
    let civil = CivilTime(self)
    let tail = buffer.reserve(24)
    WallInstant.put(civil.year, 4, at: 0, in: tail)
    WallInstant.put(civil.month, 2, at: 5, in: tail)
    WallInstant.put(civil.day, 2, at: 8, in: tail)
    WallInstant.put(civil.hour, 2, at: 11, in: tail)
    WallInstant.put(civil.minute, 2, at: 14, in: tail)
    WallInstant.put(civil.second, 2, at: 17, in: tail)
    WallInstant.put(civil.microsecond / 1_000, 3, at: 20, in: tail)
    tail[4] = UInt8(ascii: "-")
    tail[7] = UInt8(ascii: "-")
    tail[10] = UInt8(ascii: "T")
    tail[13] = UInt8(ascii: ":")
    tail[16] = UInt8(ascii: ":")
    tail[19] = UInt8(ascii: ".")
    tail[23] = UInt8(ascii: "Z")
    buffer.commit(24)
  }

  /// Reads an RFC 3339 date and time with any offset. Digits of a second behind the sixth are dropped; a leap second
  /// (23:59:60 UTC) is the second after it. Nil for anything else.
  public init?(rfc3339 text: ByteView) {
    guard text.count >= 20, text.count <= 64 else { return nil }
    guard let year = WallInstant.digits(text, 0, 4), text[4] == UInt8(ascii: "-"),
      let month = WallInstant.digits(text, 5, 2), text[7] == UInt8(ascii: "-"),
      let day = WallInstant.digits(text, 8, 2), text[10].asciiLowercased == UInt8(ascii: "t"),
      let hour = WallInstant.digits(text, 11, 2), hour < 24, text[13] == UInt8(ascii: ":"),
      let minute = WallInstant.digits(text, 14, 2), minute < 60, text[16] == UInt8(ascii: ":"),
      let second = WallInstant.digits(text, 17, 2), second <= 60,
      CivilTime.isValid(year: year, month: month, day: day)
    else { return nil }
    var index = 19
    guard let fraction = WallInstant.fraction(text, &index), let offset = WallInstant.offset(text, index) else {
      return nil
    }
    let days = CivilTime.days(year: year, month: month, day: day)
    let minutes = days * 1_440 + hour * 60 + minute - offset
    if second == 60 && (minutes % 1_440 + 1_440) % 1_440 != 1_439 { return nil }
    self.init(microseconds: Int64(minutes * 60 + second) * 1_000_000 + Int64(fraction))
  }

  public init?(rfc3339 text: String) {
    var text = text
    guard let instant = text.withUTF8({ WallInstant(rfc3339: ByteView(UnsafeRawBufferPointer($0))) }) else {
      return nil
    }
    self = instant
  }

  /// The microseconds of an optional `.digits` at `index`, which moves behind it.
  private static func fraction(_ text: ByteView, _ index: inout Int) -> Int? {
    guard text[index] == UInt8(ascii: ".") else { return 0 }
    index += 1
    let start = index
    var value = 0
    var scale = 100_000
    while index < text.count, text[index].isASCIIDigit {
      value += Int(text[index] - 0x30) * scale
      scale /= 10
      index += 1
    }
    return index > start ? value : nil
  }

  /// Minutes east of Greenwich of the `Z` or `+hh:mm` that ends the text.
  private static func offset(_ text: ByteView, _ index: Int) -> Int? {
    guard index < text.count else { return nil }
    if text[index].asciiLowercased == UInt8(ascii: "z") { return index + 1 == text.count ? 0 : nil }
    let sign = text[index]
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), text.count == index + 6,
      let hours = digits(text, index + 1, 2), hours < 24, text[index + 3] == UInt8(ascii: ":"),
      let minutes = digits(text, index + 4, 2), minutes < 60
    else { return nil }
    return (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes)
  }

  static func digits(_ text: ByteView, _ start: Int, _ count: Int) -> Int? {
    guard start + count <= text.count else { return nil }
    return text.slice(from: start, to: start + count).decimal()
  }

  static func put(_ value: Int, _ digits: Int, at start: Int, in tail: UnsafeMutableRawBufferPointer) {
    var rest = value
    for index in stride(from: start + digits - 1, through: start, by: -1) {
      tail[index] = UInt8(truncatingIfNeeded: 0x30 + rest % 10)
      rest /= 10
    }
  }
}

extension WallInstant: CustomStringConvertible {
  public var description: String { rfc3339 }
}
