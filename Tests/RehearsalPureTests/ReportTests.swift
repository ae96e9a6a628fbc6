import Primitives
import Testing

@testable import Rehearsal

@Suite struct ReportTests {
  private func report(_ change: (inout LoadReport) -> Void = { _ in }) -> LoadReport {
    let ledger = RunLedger()
    ledger.count(.requests, by: 10)
    ledger.count(.responses, by: 9)
    ledger.count(.joins, by: 3)
    ledger.refused("429 rate_limited", by: 7)
    ledger.ended(.bought, by: 2)
    ledger.measured(.poll, .milliseconds(3))
    ledger.waited(.seconds(100))
    var report = LoadReport(
      url: "http://127.0.0.1:8080", event: "demo", room: "demo", users: 100, robotsPerMillion: 100_000,
      spike: .seconds(20),
      seed: 7, processes: 2, ranFor: .seconds(61), cutShort: nil, processFailures: [], rateMicro: 50_500_000,
      roomAdmittedPerSecond: 49.987,
      admission: .init(count: 500, seconds: 10, excess: 4.5, allowed: 6.1), ledger: ledger, broken: BrokenPromises())
    change(&report)
    return report
  }

  @Test func `it says what happened`() {
    let text = report().text
    for part in [
      "100 visitors (10 % robots) in 20 s for demo at http://127.0.0.1:8080, 2 processes, seed 7",
      "ran 61 s, until everybody had left", "3 new, 0 known", "p50 100 s", "49.99 a second", "50.5 set",
      "rate and 4.5 (6.1 allowed)", "poll", "7  429 rate_limited", "errors (no answer): none", "2  bought",
      "promises: none of \(Promise.allCases.count) was seen broken",
    ] {
      #expect(text.contains(part), "\(part)")
    }
  }

  @Test func `the exit code tells how it went`() {
    #expect(report().exitCode == 0)
    #expect(report { $0.broken.note(.seatSoldOnce, "seat 1") }.exitCode == 1)
    #expect(report { $0.processFailures = ["killed by signal 9"] }.exitCode == 1)
    let silent = report { report in
      report.ledger = RunLedger()
      report.ledger.count(.requests)
    }
    #expect(silent.exitCode == 3)
  }

  @Test func `broken promises are named in both forms`() throws {
    let broken = report { report in
      report.broken.note(.seatSoldOnce, "seat 1 was confirmed to a and to b")
      report.cutShort = "the time limit was reached"
    }
    #expect(broken.text.contains("BROKEN PROMISES") && broken.text.contains("seat 1 was confirmed to a and to b"))
    #expect(broken.text.contains("then the time limit was reached"))
    let object = try #require(try JSONReader.parse(broken.json).objectValue)
    let first = try #require(object["broken_promises"]?.arrayValue?.first?.objectValue)
    #expect(first["promise"]?.stringValue == "seat_sold_once" && first["count"]?.integerValue == 1)
    #expect(object["exit_code"]?.integerValue == 1 && object["cut_short"]?.stringValue == "the time limit was reached")
    #expect(object["admission"]?.objectValue?["rate_set"]?.numberValue?.text == "50.5")
    #expect(object["latency_ms"]?.objectValue?["poll"]?.objectValue?["p50"]?.numberValue?.text == "3")
    #expect(object["waits_seconds"]?.objectValue?["max"]?.numberValue?.text == "100")
    #expect(object["refusals"]?.objectValue?["429 rate_limited"]?.integerValue == 7)
    #expect(object["counters"]?.objectValue?["joins"]?.integerValue == 3)
  }

  @Test func `the room's own rate counts only crowded seconds of one epoch`() {
    func sample(_ seconds: Int64, _ admitted: Int, _ queue: Int) -> RoomWatch.Sample {
      .init(at: WallInstant(seconds: seconds), admittedTotal: admitted, queueLength: queue)
    }
    let samples = [
      sample(0, 0, 500), sample(1, 50, 450), sample(2, 101, 400), sample(3, 0, 400), sample(4, 49, 30),
      sample(5, 60, 0),
    ]
    #expect(RoomWatch.admittedPerSecond(samples, rateMicro: 50_000_000) == 50.5)
    #expect(RoomWatch.admittedPerSecond([], rateMicro: 50_000_000) == nil)
  }

  @Test func `progress fits a line and adds up`() throws {
    var one = CrowdProgress()
    one.arrived = 5
    one.broken = 1
    var writer = JSONWriter(ByteBuffer())
    writer.beginObject()
    (one + one).write(to: &writer)
    writer.endObject()
    let object = try #require(try JSONReader.parse(writer.buffer.string).objectValue)
    let sum = try #require(CrowdProgress(object))
    #expect(sum.arrived == 10 && sum.broken == 2 && CrowdProgress(JSONObject()) == nil)
    let text = ProgressLine.text(sum, users: 100, ranFor: .seconds(3), queueLength: 9, rate: 50)
    #expect(text.hasPrefix("3 s: 10/100 came") && text.hasSuffix("line 9, 2 PROMISES BROKEN") && !text.contains("\n"))
  }
}
