extension WallInstant {
  /// The moment as RFC 9110's IMF-fixdate, as in `Sun, 06 Nov 1994 08:49:37 GMT`.
  public var httpDate: String {
    let buffer = ByteBuffer(capacity: 32)
    appendHTTPDate(to: buffer)
    return buffer.readable.string
  }

  /// Appends the 29 bytes of `httpDate` without allocating.
  public func appendHTTPDate(to buffer: ByteBuffer) {
    let civil = CivilTime(self)
    let tail = buffer.reserve(29)
    tail.copyMemory(from: ByteView("Sun, 00 Jan 0000 00:00:00 GMT").rawBuffer)
    for index in 0..<3 {
      tail[index] = WallInstant.weekdays.utf8Start[3 * civil.weekday + index]
      tail[8 + index] = WallInstant.months.utf8Start[3 * (civil.month - 1) + index]
    }
    WallInstant.put(civil.day, 2, at: 5, in: tail)
    WallInstant.put(civil.year, 4, at: 12, in: tail)
    WallInstant.put(civil.hour, 2, at: 17, in: tail)
    WallInstant.put(civil.minute, 2, at: 20, in: tail)
    WallInstant.put(civil.second, 2, at: 23, in: tail)
    buffer.commit(29)
  }

  /// Reads an IMF-fixdate; nil for anything else, the two obsolete forms of RFC 9110 among it: who sends them gets the full
  /// answer instead of a 304.
  public init?(httpDate text: ByteView) {
    guard text.count == 29, text.slice(from: 3, to: 5).equals(", "), text.slice(from: 25).equals(" GMT"),
      let day = WallInstant.digits(text, 5, 2), text[7] == 0x20,
      let month = WallInstant.month(text.slice(from: 8, to: 11)), text[11] == 0x20,
      let year = WallInstant.digits(text, 12, 4), text[16] == 0x20,
      let hour = WallInstant.digits(text, 17, 2), hour < 24, text[19] == UInt8(ascii: ":"),
      let minute = WallInstant.digits(text, 20, 2), minute < 60, text[22] == UInt8(ascii: ":"),
      let second = WallInstant.digits(text, 23, 2), second < 60,
      CivilTime.isValid(year: year, month: month, day: day)
    else { return nil }
    let days = CivilTime.days(year: year, month: month, day: day)
    self.init(seconds: Int64(days * 86_400 + hour * 3_600 + minute * 60 + second))
    let weekday = 3 * CivilTime(self).weekday
    guard text.slice(from: 0, to: 3) == ByteView(WallInstant.weekdays).slice(from: weekday, to: weekday + 3) else {
      return nil
    }
  }

  private static func month(_ name: ByteView) -> Int? {
    (0..<12).first { ByteView(months).slice(from: 3 * $0, to: 3 * $0 + 3) == name }.map { $0 + 1 }
  }

  private static let weekdays: StaticString = "SunMonTueWedThuFriSat"
  private static let months: StaticString = "JanFebMarAprMayJunJulAugSepOctNovDec"
}
