import Foundation
import Primitives
import Telemetry
import Testing

/// Prometheus' own parser reads what Usher writes, number by number.
@Suite struct MetricsTests {
  @Test func prometheusReadsTheMetrics() throws {
    let registry = MetricsRegistry()
    registry.counters(
      "usher_answers_total", help: "Answers, by class \\ \"and\" line\nfeed.", label: "class", values: ["2xx", "4xx"],
      label: "room", values: ["demo", "awkward \" \\ \n , } = é"]
    ).increment(1, 1, by: 12_345_678_901)
    registry.gauge("usher_lag_seconds", help: "Lag.").set(0.000_000_1)
    registry.gauge("usher_temperature", help: "").set(-.infinity)
    let waits = registry.histogram("usher_wait_seconds", help: "Waits.", bounds: Histogram.waitSeconds)
    for seconds in [0.5, 61, 1e9] { waits.observe(seconds) }
    let snapshot = MetricsSnapshot.merged([registry.snapshot(), registry.snapshot().labelled("process", "booking")])
    let buffer = ByteBuffer()
    PrometheusText.append(snapshot, to: buffer)

    let answer = try PythonTool.run("read_metrics.py", ["text": buffer.string])
    let families = try #require(answer["families"] as? [[String]])
    // The parser names a counter's family without its `_total`.
    #expect(families.map { $0[0] } == snapshot.families.map { $0.name.replacing("_total", with: "") })
    #expect(families.map { $0[1] } == snapshot.families.map(\.kind.rawValue))
    #expect(families.map { $0[2] } == snapshot.families.map(\.help))
    let samples = try #require(answer["samples"] as? [[Any]])
    let expected = snapshot.families.flatMap { family in family.samples.map { (family.name + $0.suffix, $0) } }
    #expect(samples.count == expected.count)
    for (read, (name, sample)) in zip(samples, expected) {
      #expect(read[0] as? String == name)
      let labels = Dictionary(uniqueKeysWithValues: sample.labels.map { ($0.name, $0.value) })
      #expect(read[1] as? [String: String] == labels)
      let value = (read[2] as? String).flatMap { $0 == "-inf" ? -.infinity : Double($0) }
      #expect(value == sample.value, "\(name) \(labels)")
    }
  }
}
