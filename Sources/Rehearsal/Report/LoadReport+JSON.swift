import Primitives

extension LoadReport {
  /// For programs.
  var json: String {
    var writer = JSONWriter(ByteBuffer(capacity: 8_192))
    writer.beginObject()
    writeHead(to: &writer)
    writer.key("counters")
    writer.beginObject()
    for counter in Counter.allCases {
      writer.key(counter.rawValue)
      writer.value(ledger[counter])
    }
    writer.endObject()
    writer.key("waits_seconds")
    write(ledger.waits, perUnit: 1e6, to: &writer)
    writeAdmission(to: &writer)
    writer.key("latency_ms")
    writer.beginObject()
    for measure in Measure.allCases {
      guard let histogram = ledger.latencies[measure] else { continue }
      writer.key(measure.rawValue)
      write(histogram, perUnit: 1e3, to: &writer)
    }
    writer.endObject()
    write("refusals", ledger.refusals, to: &writer)
    write("errors", ledger.errors, to: &writer)
    write("ends", Dictionary(uniqueKeysWithValues: ledger.ends.map { ($0.key.rawValue, $0.value) }), to: &writer)
    writeBroken(to: &writer)
    writer.endObject()
    return writer.buffer.string + "\n"
  }

  private func writeHead(to writer: inout JSONWriter) {
    writer.field("url", url)
    writer.field("event", event)
    writer.field("room", room)
    writer.field("users", users)
    writer.field("robots_share", Double(robotsPerMillion) / 1e6)
    writer.field("spike_seconds", Double(spike.milliseconds) / 1e3)
    writer.field("seed", String(seed))
    writer.field("processes", processes)
    writer.field("ran_seconds", Double(ranFor.milliseconds) / 1e3)
    writer.field("cut_short", cutShort)
    writer.field("process_failures", processFailures)
    writer.field("exit_code", Int(exitCode))
  }

  private func writeAdmission(to writer: inout JSONWriter) {
    writer.key("admission")
    writer.beginObject()
    writer.field("rate_set", rate)
    writer.field("per_second_by_room", roomAdmittedPerSecond)
    writer.field("per_second_seen", admission?.perSecond)
    writer.field("releases_seen", admission?.count ?? 0)
    writer.field("excess_of_any_window", admission?.excess)
    writer.field("excess_allowed", admission?.allowed)
    writer.endObject()
  }

  private func write(_ histogram: LatencyHistogram, perUnit: Double, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("count", histogram.count)
    for (name, share) in [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p999", 0.999)] {
      writer.key(name)
      if let value = histogram.percentile(share) { writer.value(Double(value) / perUnit) } else { writer.null() }
    }
    writer.field("max", Double(histogram.maximum) / perUnit)
    writer.endObject()
  }

  private func write(_ name: StaticString, _ entries: [String: Int], to writer: inout JSONWriter) {
    writer.key(name)
    writer.beginObject()
    for (name, count) in entries.sorted(by: { $0.key < $1.key }) {
      writer.key(name)
      writer.value(count)
    }
    writer.endObject()
  }

  private func writeBroken(to writer: inout JSONWriter) {
    writer.key("broken_promises")
    writer.beginArray()
    for promise in Promise.allCases {
      guard let record = broken.records[promise] else { continue }
      writer.beginObject()
      writer.field("promise", promise.rawValue)
      writer.field("text", promise.text)
      writer.field("count", record.count)
      writer.field("examples", record.examples)
      writer.endObject()
    }
    writer.endArray()
  }
}
