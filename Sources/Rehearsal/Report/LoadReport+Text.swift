import Primitives

extension LoadReport {
  /// For people.
  var text: String {
    var lines = head
    lines += crowdLines + [""] + latencyLines
    lines += table("refusals", ledger.refusals)
    lines += table("errors (no answer)", ledger.errors)
    lines += table(
      "how visits ended", Dictionary(uniqueKeysWithValues: ledger.ends.map { ($0.key.rawValue, $0.value) }))
    lines += promiseLines
    return lines.joined(separator: "\n") + "\n"
  }

  private var head: [String] {
    var lines = [
      "usher load: \(users) visitors (\(Figures.share(perMillion: robotsPerMillion)) robots) in \(Figures.duration(spike)) "
        + "for \(event) at \(url), \(processes) processes, seed \(seed)",
      "ran \(Figures.duration(ranFor))" + (cutShort.map { ", then \($0)" } ?? ", until everybody had left"),
    ]
    for failure in processFailures { lines.append("a process of the crowd failed: \(failure)") }
    return lines + [""]
  }

  private var crowdLines: [String] {
    func entry(_ name: String, _ text: String) -> String { Figures.padded(name, 14) + text }
    let waits = ledger.waits
    var lines = [
      entry("joins", "\(ledger[.joins]) new, \(ledger[.joinsKnown]) known; robots took \(ledger[.robotTickets])"),
      entry(
        "waits",
        "p50 \(Figures.seconds(waits.percentile(0.5)))  p90 \(Figures.seconds(waits.percentile(0.9)))  "
          + "p99 \(Figures.seconds(waits.percentile(0.99)))  longest \(Figures.seconds(waits.count > 0 ? waits.maximum : nil))"
      ),
      entry("estimates", estimateText),
      entry("admitted", admissionText),
      entry("passes", "\(ledger[.passes]), claimed again \(ledger[.passesRepeated])"),
      entry(
        "holds",
        "won \(ledger[.holdsWon]) (\(ledger[.seatsHeld]) seats), lost \(ledger[.holdsLost]) of \(ledger[.holdsTried])"),
      entry(
        "sales",
        "confirmed \(ledger[.confirmed]) (\(ledger[.seatsSold]) seats), declined \(ledger[.paymentsDeclined]); "
          + "read again at once \(ledger[.readBack]), at the end \(ledger[.readAtEnd])"),
    ]
    if robotsPerMillion > 0 {
      lines.append(
        entry(
          "robots",
          "joined \(ledger[.robotTickets]) of \(ledger[.robotJoinsTried]) times, polls refused \(ledger[.robotPollsRefused]) "
            + "of \(ledger[.robotPollsTried]), forgeries refused \(ledger[.forgeriesRefused]) of \(ledger[.forgeriesTried]), "
            + "hammered holds won \(ledger[.hammersWon]) of \(ledger[.hammersTried])"))
    }
    return lines
  }

  private var estimateText: String {
    let told = ledger[.estimatesTold]
    guard told > 0 else { return "none was told at joining" }
    func share(_ counter: Counter) -> String { Figures.share(perMillion: ledger[counter] * 1_000_000 / told) }
    return "\(share(.waitsUnderP50)) of waits under the p50 told at joining, \(share(.waitsUnderP90)) under the p90, "
      + "of \(told)"
  }

  private var admissionText: String {
    func rate(_ value: Double?) -> String { value.map { Figures.decimal($0, places: 2) } ?? "-" }
    var text =
      "\(ledger[.admitted]) seen; \(rate(roomAdmittedPerSecond)) a second by the room's count while people waited, "
      + "\(Figures.decimal(self.rate, places: 6)) set"
    if let admission {
      text +=
        "; most in any window: rate and \(Figures.decimal(admission.excess, places: 2)) "
        + "(\(Figures.decimal(admission.allowed, places: 2)) allowed)"
    }
    return text
  }

  private var latencyLines: [String] {
    let measured = Measure.allCases.compactMap { measure in ledger.latencies[measure].map { (measure, $0) } }
    guard !measured.isEmpty else { return [] }
    func row(_ cells: [String]) -> String {
      Figures.padded(cells[0], 14) + cells.dropFirst().map { Figures.aligned($0, 10) }.joined()
    }
    return [row(["latency in ms", "requests", "p50", "p90", "p99", "p99.9", "longest"])]
      + measured.map { measure, histogram in
        row(
          ["  \(measure.rawValue)", "\(histogram.count)"]
            + [0.5, 0.9, 0.99, 0.999].map { Figures.milliseconds(histogram.percentile($0)) }
            + [Figures.milliseconds(histogram.maximum)])
      } + ["(from when each request was due)", ""]
  }

  private func table(_ name: String, _ entries: [String: Int]) -> [String] {
    guard !entries.isEmpty else { return ["\(name): none", ""] }
    let sorted = entries.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
    return [name] + sorted.map { Figures.aligned("\($0.value)", 10) + "  \($0.key)" } + [""]
  }

  private var promiseLines: [String] {
    guard !broken.isEmpty else { return ["promises: none of \(Promise.allCases.count) was seen broken"] }
    return ["BROKEN PROMISES"]
      + Promise.allCases.flatMap { promise -> [String] in
        guard let record = broken.records[promise] else { return [] }
        return ["  \(promise.text): \(record.count) times"] + record.examples.map { "    \($0)" }
      }
  }
}
