import Primitives
import TestKit
import Testing

/// The driver as people run it, against a sale that keeps every promise or breaks a certain one.
@Suite(.serialized) struct LoadTests {
  private struct Run {
    let status: ProcessStatus
    let report: JSONObject
    let errors: String

    var broken: [String] {
      report["broken_promises"]?.arrayValue?.compactMap { $0.objectValue?["promise"]?.stringValue } ?? []
    }

    /// What of the report tells why a test failed.
    var words: String {
      var writer = JSONWriter(ByteBuffer())
      writer.beginArray()
      for name in ["broken_promises", "refusals", "errors", "ends", "process_failures"] {
        writer.value(report[name] ?? .null)
      }
      writer.endArray()
      return writer.buffer.string
    }

    func counter(_ name: String) -> Int { report["counters"]?.objectValue?[name]?.integerValue ?? -1 }
  }

  private func load(_ arguments: [String], against sale: RunningSale) throws -> Run {
    let usher = try TestExecutable.usher()
    let result = try ProcessRunner.run(
      [usher, "load", "--url", sale.url, "--json", "--seed", "11", "--robot-tries", "20"] + arguments,
      timeout: .seconds(120))
    let report = try #require(try JSONReader.parse(result.output).objectValue, "\(result.errors)")
    return Run(status: result.status, report: report, errors: result.errors)
  }

  @Test func `a crowd buys, and a sale that keeps its promises passes`() throws {
    let sale = try RunningSale()
    defer { sale.stop() }
    let run = try load(
      ["--users", "120", "--spike", "300ms", "--robots", "10%", "--think", "100ms", "--processes", "3"], against: sale)
    #expect(run.status == .exited(0) && run.broken.isEmpty, "\(run.words)")
    // 108 people, and the three hammerers, who join as people do.
    #expect(run.counter("joins") == 111)
    #expect(run.counter("confirmed") > 30 && run.counter("confirmed_read_at_end") == run.counter("confirmed"))
    #expect(run.counter("passes_repeated") > 0 && run.counter("forgeries_refused") == run.counter("forgeries_tried"))
    #expect(run.counter("robot_tickets") > 0 && run.counter("hammered_holds_won") > 0)
    #expect(run.report["errors"]?.objectValue?.isEmpty == true && run.report["cut_short"]?.isNull == true)
    let ends = try #require(run.report["ends"]?.objectValue)
    #expect(ends.fields.compactMap(\.value.integerValue).reduce(0, +) == 120)
    #expect(run.report["latency_ms"]?.objectValue?["poll"]?.objectValue?["count"]?.integerValue ?? 0 > 100)
    #expect(run.report["waits_seconds"]?.objectValue?["count"]?.integerValue ?? 0 >= 108)
  }

  @Test(arguments: [
    (Sabotage.positionGrows, "position_never_grows"), (.overtakes, "turns_in_order"),
    (.letsInTooMany, "admission_within_rate"), (.forgetsTickets, "ticket_keeps_its_place"),
    (.samePassForAll, "pass_is_for_one"), (.newPassOnRetry, "same_pass_on_retry"),
    (.passWithoutTicket, "no_pass_without_ticket"), (.openDoor, "no_way_in_without_pass"),
    (.manyOrders, "one_pass_one_order"),
    (.sellsTwice, "seat_sold_once"), (.forgetsSales, "confirmed_stays"), (.serverFault, "no_server_fault"),
    (.silentRefusal, "refusal_says_when"), (.unreadable, "answer_is_readable"),
  ])
  func `a broken promise is seen, and only that one`(_ sabotage: Sabotage, _ promise: String) throws {
    let sale = try RunningSale(rate: 100, sabotage: sabotage)
    defer { sale.stop() }
    let run = try load(
      ["--users", "80", "--spike", "100ms", "--robots", "10%", "--think", "50ms", "--processes", "2"], against: sale)
    #expect(run.status == .exited(1) && run.broken == [promise], "\(run.words)")
  }

  @Test func `at the time limit everybody leaves, and the report says so`() throws {
    let sale = try RunningSale(rate: 1)
    defer { sale.stop() }
    let run = try load(
      ["--users", "40", "--spike", "100ms", "--robots", "0", "--time-limit", "3s", "--processes", "2"], against: sale)
    #expect(run.status == .exited(0) && run.report["cut_short"]?.stringValue == "the time limit was reached")
    #expect(run.report["ends"]?.objectValue?["still_waiting"]?.integerValue ?? 0 >= 30)
    #expect(run.errors.contains("everybody is asked to leave"))
  }

  @Test func `a report for people ends with the verdict`() throws {
    let sale = try RunningSale()
    defer { sale.stop() }
    let result = try ProcessRunner.run([
      try TestExecutable.usher(), "load", "--url", sale.url, "--users", "20", "--spike", "0", "--robots", "0",
      "--think", "50ms",
    ])
    #expect(
      result.status == .exited(0) && result.output.contains("was seen broken"), "\(result.output)\(result.errors)")
  }

  @Test func `what can't be reached ends with 3, wrong use with 2`() throws {
    let usher = try TestExecutable.usher()
    let port = try FreePort.next()
    #expect(try ProcessRunner.run([usher, "load", "--url", "http://127.0.0.1:\(port)"]).status == .exited(3))
    #expect(try ProcessRunner.run([usher, "load", "--data", "/nonexistent"]).status == .exited(3))
    let wrong = try ProcessRunner.run([usher, "load", "--users", "many"])
    #expect(wrong.status == .exited(2) && wrong.errors.contains("expected a number from 1 to 1000000"))
    #expect(try ProcessRunner.run([usher, "load", "--child", "{}"]).status == .exited(2))
  }

  @Test func `a running system is found by its data folder`() throws {
    let sale = try RunningSale()
    defer { sale.stop() }
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    _ = try folder.write("endpoints.json", #"{"http":"\#(sale.url)","admin":"x","redis":"x","postgres":"x"}"#)
    let result = try ProcessRunner.run([
      try TestExecutable.usher(), "load", "--data", folder.path, "--users", "5", "--spike", "0", "--robots", "0",
      "--think", "20ms",
    ])
    #expect(result.status == .exited(0) && result.output.contains(sale.url), "\(result.output)\(result.errors)")
  }
}
