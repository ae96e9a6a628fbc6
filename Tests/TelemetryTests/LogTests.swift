import Foundation
import Primitives
import Telemetry
import Testing

@Suite struct LogTests {
  private let start = WallInstant(seconds: 1_800_000_000)

  @Test func writesJSONLines() throws {
    let pipe = LinePipe()
    let log = StructuredLog(process: "gateway", descriptor: pipe.writer)
    log.log(.info, "started", at: start) { json in
      json.field("listen", "127.0.0.1:8080")
      json.field("odd", "line\nfeed \"quote\"")
    }
    log.log(.debug, "unseen", at: start) { _ in Issue.record("the fields of a line below the level were asked for") }
    log.log(.error, "failed", at: start + 1_500_000)
    let text = pipe.text()
    #expect(
      text == """
        {"at":"2027-01-15T08:00:00.000Z","level":"info","process":"gateway","event":"started","listen":"127.0.0.1:8080",\
        "odd":"line\\nfeed \\"quote\\""}
        {"at":"2027-01-15T08:00:01.500Z","level":"error","process":"gateway","event":"failed"}

        """)
  }

  @Test func levelsAreOrdered() throws {
    let pipe = LinePipe()
    for level in LogLevel.allCases {
      let log = StructuredLog(process: "p", level: level, descriptor: pipe.writer)
      for other in LogLevel.allCases { log.log(other, "e", at: start) }
    }
    #expect(try pipe.lines().count == 4 + 3 + 2 + 1)
  }

  @Test func aFloodIsSummedUpAndHidesNoError() throws {
    let pipe = LinePipe()
    let log = StructuredLog(process: "p", linesPerSecondMax: 5, descriptor: pipe.writer)
    for _ in 0..<100 { log.log(.info, "flood", at: start) }
    log.log(.error, "important", at: start)
    log.log(.info, "flood", at: start + 999_999)
    log.log(.info, "next", at: start + 1_000_000)
    let lines = try pipe.lines()
    #expect(
      lines.compactMap { $0["event"]?.stringValue }
        == ["flood", "flood", "flood", "flood", "flood", "important", "log_lines_dropped", "next"])
    #expect(lines[6]["count"]?.integerValue == 96)
  }

  @Test func aLongLineIsCutAtItsFields() throws {
    let pipe = LinePipe()
    let log = StructuredLog(process: "p", descriptor: pipe.writer)
    log.log(.info, "long", at: start) { $0.field("text", String(repeating: "x", count: 10_000)) }
    log.log(.info, "fits", at: start) { $0.field("text", String(repeating: "x", count: 3_900)) }
    let lines = try pipe.lines()
    #expect(lines[0]["truncated"] == .bool(true) && lines[0]["event"] == .string("long"))
    #expect(lines[1]["text"]?.stringValue?.count == 3_900)
  }

  /// Whoever doesn't read his pipe loses lines, whole ones, and the writer never waits.
  @Test func aFullPipeDropsWholeLines() throws {
    let pipe = LinePipe(blocking: false)
    let log = StructuredLog(process: "p", linesPerSecondMax: 1_000_000, descriptor: pipe.writer)
    for number in 0..<2_000 { log.log(.info, "line", at: start) { $0.field("n", number) } }
    let first = try pipe.lines()
    #expect(first.count > 100 && first.count < 2_000)
    log.log(.info, "after", at: start + 1_000_000)
    let after = try pipe.lines()
    #expect(after.compactMap { $0["event"]?.stringValue } == ["log_lines_dropped", "after"])
    #expect(after[0]["count"]?.integerValue == 2_000 - first.count)
  }

  @Test func auditIsNeverLeftOut() throws {
    let pipe = LinePipe()
    let log = StructuredLog(process: "p", level: .error, linesPerSecondMax: 1, descriptor: pipe.writer)
    for _ in 0..<10 { log.log(.error, "flood", at: start) }
    let record = AuditRecord(
      at: start, actor: "admin", action: "room.set", room: "demo", before: .number(JSONNumber(50)),
      after: .number(JSONNumber(200)))
    #expect(log.audit(record))
    let line = try #require(try pipe.lines().last)
    #expect(
      line.fields.map(\.name)
        == ["at", "level", "process", "event", "actor", "action", "room", "target", "request_id", "before", "after"])
    #expect(line["event"] == .string("audit") && line["after"] == .number(JSONNumber(200)) && line["target"] == .null)
    #expect(!StructuredLog(process: "p", descriptor: -1).audit(record))
  }
}
