import Primitives
import WaitingRoom

/// A ledger as lines of JSON, and back: how a process of the crowd hands in what it has seen. No line is long.
enum LedgerLines {
  /// Records a line.
  static let recordsMax = 500

  static func write(_ ledger: RunLedger, _ send: @escaping (ByteView) -> Void) {
    let lines = JSONLines(send: send)
    lines.line { writeSummary(ledger, to: &$0) }
    for (measure, histogram) in ledger.latencies {
      lines.line { writer in
        writer.field("type", "latency" as StaticString)
        writer.field("measure", measure.rawValue)
        writer.key("histogram")
        histogram.write(to: &writer)
      }
    }
    writeChunks(ledger.turns, "turns", lines) { turn, writer in
      writer.beginArray()
      writer.value(turn.key.text)
      for instant in [turn.lastWaitingAt, turn.firstAdmittedAt, turn.claimUntil] {
        if let instant { writer.value(Int(instant.milliseconds)) } else { writer.null() }
      }
      writer.endArray()
    }
    writeChunks(ledger.passIDs, "passes", lines) { id, writer in writer.value(id) }
    writeChunks(ledger.sales, "sales", lines) { sale, writer in
      writer.beginArray()
      writer.value(sale.hold)
      for seat in sale.seats { writer.value(seat) }
      writer.endArray()
    }
  }

  private static func writeChunks<Record>(
    _ records: [Record], _ type: StaticString, _ lines: JSONLines, _ write: (Record, inout JSONWriter) -> Void
  ) {
    for start in stride(from: 0, to: records.count, by: recordsMax) {
      lines.line { writer in
        writer.field("type", type)
        writer.key("records")
        writer.beginArray()
        for record in records[start..<min(records.count, start + recordsMax)] { write(record, &writer) }
        writer.endArray()
      }
    }
  }

  private static func writeSummary(_ ledger: RunLedger, to writer: inout JSONWriter) {
    func table(_ name: StaticString, _ entries: [(String, Int)]) {
      writer.key(name)
      writer.beginObject()
      for (name, amount) in entries where amount != 0 {
        writer.key(name)
        writer.value(amount)
      }
      writer.endObject()
    }
    writer.field("type", "summary" as StaticString)
    table("counters", Counter.allCases.map { ($0.rawValue, ledger[$0]) })
    table("ends", ledger.ends.map { ($0.key.rawValue, $0.value) })
    table("refusals", ledger.refusals.map { ($0.key, $0.value) })
    table("errors", ledger.errors.map { ($0.key, $0.value) })
    writer.key("waits")
    ledger.waits.write(to: &writer)
    writer.field("rate_micro_max", Int(ledger.rateMicroMax))
    writer.key("epochs")
    writer.beginArray()
    for epoch in ledger.epochs { writer.value(epoch) }
    writer.endArray()
    writer.key("broken")
    writer.beginObject()
    for (promise, record) in ledger.broken.records {
      writer.key(promise.rawValue)
      writer.beginArray()
      writer.value(record.count)
      for example in record.examples { writer.value(example) }
      writer.endArray()
    }
    writer.endObject()
  }
}
