import Foundation
import Primitives
import TestKit
import Testing

@Suite struct TimeTests {
  @Test func `RFC 3339 texts of known moments`() {
    #expect(WallInstant.epoch.rfc3339 == "1970-01-01T00:00:00.000Z")
    #expect(WallInstant(microseconds: -1).rfc3339 == "1969-12-31T23:59:59.999Z")
    #expect(WallInstant(milliseconds: 1_767_323_045_678).rfc3339 == "2026-01-02T03:04:05.678Z")
    #expect(WallInstant(seconds: 951_782_400).rfc3339 == "2000-02-29T00:00:00.000Z")
    #expect(WallInstant(seconds: 253_402_300_799).rfc3339 == "9999-12-31T23:59:59.000Z")
    #expect(WallInstant(seconds: -62_167_219_200).rfc3339 == "0000-01-01T00:00:00.000Z")
  }

  /// Two whole eras of 400 years, and both ends of what four digits can say.
  @Test(arguments: [(-719_528, 0, 800), (-135_140, 1600, 2400), (2_928_880, 9989, 10_000)])
  func `every day has its own date, one after the other`(_ firstDay: Int, _ firstYear: Int, _ endYear: Int) {
    var expected = (year: firstYear, month: 1, day: 1)
    var day = firstDay
    let buffer = ByteBuffer(capacity: 32)
    while expected.year < endYear {
      let instant = WallInstant(seconds: Int64(day) * 86_400)
      buffer.clear()
      instant.appendRFC3339(to: buffer)
      let text = buffer.readable
      func number(_ start: Int, _ end: Int) -> Int? { text.slice(from: start, to: end).decimal() }
      if number(0, 4) != expected.year || number(5, 7) != expected.month || number(8, 10) != expected.day {
        Issue.record("day \(day) is \(buffer.string), not \(expected)")
        return
      }
      if WallInstant(rfc3339: text) != instant {
        Issue.record("\(buffer.string) doesn't read back")
        return
      }
      let isLeap = expected.year % 4 == 0 && (expected.year % 100 != 0 || expected.year % 400 == 0)
      let length = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][expected.month - 1]
      day += 1
      expected.day += 1
      if expected.day > length { expected = (expected.year, expected.month + 1, 1) }
      if expected.month > 12 { expected = (expected.year + 1, 1, 1) }
    }
  }

  @Test func `every second of a day reads back`() {
    for second in 0..<86_400 {
      let instant = WallInstant(
        microseconds: (1_767_225_600 + Int64(second)) * 1_000_000 + Int64(second % 1_000) * 1_000)
      if WallInstant(rfc3339: instant.rfc3339) != instant { Issue.record("\(instant)") }
    }
  }

  @Test(arguments: [
    ("1985-04-12T23:20:50.52Z", 482_196_050_520_000), ("1996-12-19T16:39:57-08:00", 851_042_397_000_000),
    ("1990-12-31T23:59:60Z", 662_688_000_000_000), ("1990-12-31T15:59:60-08:00", 662_688_000_000_000),
    ("1937-01-01T12:00:27.87+00:20", -1_041_337_172_130_000), ("2026-01-02t03:04:05z", 1_767_323_045_000_000),
    ("1970-01-01T00:00:00.0000019Z", 1), ("2024-02-29T00:00:00Z", 1_709_164_800_000_000),
  ])
  func `RFC 3339 in all its forms`(_ text: String, _ microseconds: Int) {
    #expect(WallInstant(rfc3339: text)?.microseconds == Int64(microseconds))
  }

  @Test(arguments: [
    "", "2026-01-02", "2026-01-02T03:04:05", "2026-01-02 03:04:05Z", "2026-1-02T03:04:05Z", "2026-13-02T03:04:05Z",
    "2026-00-02T03:04:05Z", "2026-02-29T03:04:05Z", "2026-01-32T03:04:05Z", "2026-01-02T24:04:05Z",
    "2026-01-02T03:60:05Z", "2026-01-02T03:04:61Z", "2026-01-02T03:04:60Z", "2026-01-02T03:04:05.Z",
    "2026-01-02T03:04:05+0100", "2026-01-02T03:04:05+01:60", "2026-01-02T03:04:05+24:00", "2026-01-02T03:04:05ZZ",
    "2026-01-02T03:04:05.5", "+026-01-02T03:04:05Z", "2026-01-02T03:04:05Z ", " 2026-01-02T03:04:05Z",
    "1900-02-29T00:00:00Z", "2026-01-02T03:04:05.1.2Z",
  ])
  func `what isn't RFC 3339 is refused`(_ text: String) {
    #expect(WallInstant(rfc3339: text) == nil)
  }

  @Test(.seeded) func `HTTP dates agree with Foundation's and read back`() {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "UTC")
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    var random = SeededRandom(seed: TestSeed.current)
    for _ in 0..<2_000 {
      let instant = WallInstant(seconds: Int64.random(in: 0...4_102_444_800, using: &random))
      let text = instant.httpDate
      #expect(text == formatter.string(from: Date(timeIntervalSince1970: Double(instant.seconds))))
      #expect(withView(text) { WallInstant(httpDate: $0) } == instant)
    }
    #expect(WallInstant(seconds: 784_111_777).httpDate == "Sun, 06 Nov 1994 08:49:37 GMT")
  }

  @Test(arguments: [
    "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Mon, 06 Nov 1994 08:49:37 GMT",
    "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 08:49:60 GMT",
    "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT ", "",
  ])
  func `other HTTP dates are refused`(_ text: String) {
    #expect(withView(text) { WallInstant(httpDate: $0) } == nil)
  }

  @Test func `moments add, subtract and round toward the past`() {
    let instant = WallInstant(microseconds: 1_500_000)
    #expect(instant + 5 == WallInstant(microseconds: 1_500_005) && instant - 5 < instant)
    #expect((instant + 7) - instant == 7)
    #expect(instant.seconds == 1 && instant.milliseconds == 1_500)
    #expect(WallInstant(microseconds: -1).seconds == -1 && WallInstant(microseconds: -1_000_000).seconds == -1)
  }

  @Test func `monotonic moments stop at their ends`() {
    let start = MonotonicInstant(nanoseconds: 1_000)
    #expect((start + .microseconds(2)).nanoseconds == 3_000)
    #expect((start - .nanoseconds(1)).nanoseconds == 999 && (start - .seconds(1)).nanoseconds == 0)
    #expect((MonotonicInstant(nanoseconds: .max) + .seconds(1)).nanoseconds == .max)
    #expect((start + .seconds(9_000_000_000)).nanoseconds > start.nanoseconds)
    #expect(start - (start + .seconds(3)) == .seconds(-3))
    #expect(Duration.milliseconds(1_500).microseconds == 1_500_000 && Duration.seconds(2).milliseconds == 2_000)
    #expect(Duration.seconds(Int64.max).nanoseconds == .max && Duration.seconds(Int64.min).nanoseconds == .min)
  }

  @Test func `the system's clocks agree with Foundation's, a manual one stands still`() {
    let now = SystemClock().now()
    #expect(abs(Double(now.microseconds) / 1e6 - Date().timeIntervalSince1970) < 5)
    #expect(SystemClock().monotonic() <= SystemClock().monotonic())
    let manual = ManualClock()
    let (wall, monotonic) = (manual.now(), manual.monotonic())
    #expect(manual.now() == wall)
    manual.advance(by: .milliseconds(1_500))
    #expect(manual.now() - wall == 1_500_000 && manual.monotonic() - monotonic == .milliseconds(1_500))
    manual.set(.epoch)
    #expect(manual.now() == .epoch && manual.monotonic() - monotonic == .milliseconds(1_500))
  }
}
