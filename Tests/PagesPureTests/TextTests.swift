import Assets
import Foundation
import PageSamples
import Primitives
import Testing

@testable import Pages

/// Words for numbers, waits, dates and money, and the table they come from.
@Suite struct TextTests {
  @Test(
    arguments: [
      (10, 50, "less than a minute"), (0, 0, "less than a minute"), (60, 60, "less than a minute"),
      (61, 120, "about 2 minutes"), (280, 390, "5 to 7 minutes"), (200, 1_000, "4 to 20 minutes"),
      (1_900, 2_300, "35 to 40 minutes"), (3_000, 4_000, "50 minutes to 1 hour 30 minutes"),
      (5_400, 5_400, "about 1 hour 30 minutes"), (7_200, 20_000, "2 hours to 6 hours"), (500, 100, "about 9 minutes"),
    ])
  func waits(p50: Int, p90: Int, words: String) {
    let estimate = WaitingPageModel.Estimate(p50Seconds: p50, p90Seconds: p90)
    #expect(WaitText.range(estimate, .english) == words)
  }

  @Test(arguments: [(-5, "0:00"), (0, "0:00"), (9, "0:09"), (547, "9:07"), (3_599, "59:59"), (3_725, "1:02:05")])
  func clocks(seconds: Int, text: String) { #expect(WaitText.clock(seconds: seconds) == text) }

  @Test(arguments: [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567"), (-1_000, "−1,000")])
  func numbers(number: Int, text: String) { #expect(NumberText.grouped(number) == text) }

  @Test(
    arguments: [
      (6_500, "EUR", "€65.00"), (5, "USD", "$0.05"), (123_456_789, "GBP", "£1,234,567.89"), (1_200, "JPY", "¥1,200"),
      (1_234, "KWD", "KWD\u{A0}1.234"), (-250, "EUR", "−€2.50"), (0, "CHF", "CHF\u{A0}0.00"),
    ])
  func money(minorUnits: Int, currency: String, text: String) {
    #expect(Money(minorUnits: minorUnits, currency: currency).text == text)
  }

  @Test func dates() {
    #expect(DateText.long(Samples.stadium.startsAt, .english) == "Saturday 18 July 2026, 17:30 UTC")
    #expect(DateText.clock(Samples.now) == "09:41:07 UTC")
  }

  @Test func stockHints() {
    #expect(StockHint(available: 0, total: 10) == .soldOut)
    #expect(StockHint(available: 9, total: 100) == .few)
    #expect(StockHint(available: 10, total: 100) == .plenty)
  }

  /// The words are in the file, in the enumeration's order, each used somewhere.
  @Test func languageFileMatchesTheEnumeration() throws {
    let bytes = try #require(Assets.page("languages/en.json"))
    let json = try JSONReader.parse(ByteView(bytes), limits: JSONLimits(bytes: bytes.count, depth: 4, values: 4_096))
    guard case .object(let file) = json, case .object(let phrases) = file["phrases"] else {
      Issue.record("en.json has no phrases")
      return
    }
    #expect(phrases.fields.map(\.name) == Phrase.allCases.map(\.rawValue))
  }

  @Test func everyPhraseIsUsed() throws {
    let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folder = repository.appending(path: "Sources/Pages")
    let walk = try #require(FileManager.default.enumerator(atPath: folder.path))
    var sources = ""
    for case let name as String in walk where name.hasSuffix(".swift") && !name.hasSuffix("Phrase.swift") {
      sources += try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }
    for phrase in Phrase.allCases {
      let isUsed = try sources.contains(Regex("\\.\(phrase.rawValue)\\b"))
      #expect(isUsed, "\(phrase.rawValue) is never said")
    }
  }
}
