import Primitives
import Telemetry
import Testing

@Suite struct MetricsTests {
  @Test func countsByIndex() {
    let registry = MetricsRegistry()
    let plain = registry.counter("usher_joins_total", help: "Joins.")
    let single = registry.counters(
      "usher_answers_total", help: "Answers.", label: "class", values: ["2xx", "4xx", "5xx"])
    let double = registry.counters(
      "usher_checks_total", help: "Checks.", label: "kind", values: ["ticket", "pass"], label: "result",
      values: ["good", "bad"], labels: [MetricLabel("room", "demo")])
    for _ in 0..<1_000 { plain.increment() }
    single.increment(1)
    single.increment(2, by: 40)
    double.increment(0, 1)
    double.increment(1, 0, by: 7)
    #expect(plain.value == 1_000)
    #expect((0..<3).map { single.value($0) } == [0, 1, 40])
    #expect(double.value(0, 1) == 1 && double.value(1, 0) == 7 && double.value(1, 1) == 0)
    #expect(
      prometheusText(registry.snapshot()) == """
        # HELP usher_metrics_refused_series Series that were not registered because there are too many.
        # TYPE usher_metrics_refused_series gauge
        usher_metrics_refused_series 0
        # HELP usher_joins_total Joins.
        # TYPE usher_joins_total counter
        usher_joins_total 1000
        # HELP usher_answers_total Answers.
        # TYPE usher_answers_total counter
        usher_answers_total{class="2xx"} 0
        usher_answers_total{class="4xx"} 1
        usher_answers_total{class="5xx"} 40
        # HELP usher_checks_total Checks.
        # TYPE usher_checks_total counter
        usher_checks_total{room="demo",kind="ticket",result="good"} 0
        usher_checks_total{room="demo",kind="ticket",result="bad"} 1
        usher_checks_total{room="demo",kind="pass",result="good"} 7
        usher_checks_total{room="demo",kind="pass",result="bad"} 0

        """)
  }

  /// Counters taken early still count after the memory behind them has moved.
  @Test func survivesGrowth() {
    let registry = MetricsRegistry()
    let counters = (0..<2_000).map { registry.counter("usher_c_total", help: "", labels: [MetricLabel("n", "\($0)")]) }
    for (index, counter) in counters.enumerated() { counter.increment(by: UInt64(index)) }
    #expect(counters.enumerated().allSatisfy { $1.value == UInt64($0) })
    let family = registry.snapshot().families[1]
    #expect(family.samples.map(\.value) == (0..<2_000).map(Double.init))
  }

  @Test func histogramsCountByUpperBound() {
    let registry = MetricsRegistry()
    let histogram = registry.histogram(
      "usher_wait_seconds", help: "Waits.", labels: [MetricLabel("room", "demo")], bounds: [0.1, 1, 10])
    for value in [0.05, 0.1, 0.10001, 1, 5, 10, 11, 1_000] { histogram.observe(value) }
    histogram.observe(.milliseconds(500))
    histogram.observe(.nan)
    let samples = registry.snapshot().families[1].samples
    #expect(samples.map(\.suffix) == ["_bucket", "_bucket", "_bucket", "_bucket", "_sum", "_count"])
    #expect(samples.map(\.value).prefix(4) == [2, 5, 7, 9])
    #expect(abs(samples[4].value - 1_027.75001) < 1e-9)
    #expect(samples[5].value == 9)
    #expect(samples[3].labels == [MetricLabel("room", "demo"), MetricLabel("le", "+Inf")])
  }

  @Test func tooManySeriesAreRefusedAndCounted() {
    let registry = MetricsRegistry(seriesMax: 10)
    let counters = (0..<20).map { registry.counter("usher_c_total", help: "", labels: [MetricLabel("n", "\($0)")]) }
    for counter in counters { counter.increment() }
    let group = registry.counters("usher_g_total", help: "", label: "a", values: ["x", "y"])
    group.increment(1)
    #expect(counters[19].value == 1 && group.value(1) == 1)
    let snapshot = registry.snapshot()
    #expect(snapshot.families.map(\.name) == ["usher_metrics_refused_series", "usher_c_total"])
    #expect(snapshot.families[0].samples[0].value == 13)
    #expect(snapshot.families[1].samples.count == 9)
  }

  @Test func loopsMergeToOne() {
    func loop(_ scale: Int) -> MetricsSnapshot {
      let registry = MetricsRegistry()
      registry.counter("usher_joins_total", help: "Joins.").increment(by: UInt64(scale))
      registry.gauge("usher_connections", help: "Open.").set(scale)
      registry.gauge("usher_queue_length", help: "Waiting.", merge: .maximum).set(100 + scale)
      registry.histogram("usher_s", help: "Time.", bounds: [1]).observe(Double(scale))
      if scale == 2 { registry.counter("usher_extra_total", help: "Only here.").increment() }
      return registry.snapshot()
    }
    let merged = MetricsSnapshot.merged([loop(1), loop(2), loop(3)])
    func value(_ name: String, _ sample: Int = 0) -> Double? {
      merged.families.first { $0.name == name }?.samples[sample].value
    }
    #expect(value("usher_joins_total") == 6)
    #expect(value("usher_connections") == 6)
    #expect(value("usher_queue_length") == 103)
    #expect(value("usher_s") == 1 && value("usher_s", 1) == 3 && value("usher_s", 2) == 6 && value("usher_s", 3) == 3)
    #expect(value("usher_extra_total") == 1)
    #expect(MetricsSnapshot.merged([]).families.isEmpty)
    #expect(MetricsSnapshot.merged([loop(1)]) == loop(1))
  }

  @Test func aNameKeepsItsKind() {
    let counter = MetricsSnapshot(families: [
      MetricFamily(name: "a", help: "", kind: .counter, samples: [MetricSample(value: 1)])
    ])
    let gauge = MetricsSnapshot(families: [
      MetricFamily(name: "a", help: "", kind: .gauge, samples: [MetricSample(value: 5)])
    ])
    #expect(MetricsSnapshot.merged([counter, gauge]) == counter)
  }

  @Test func processesAreToldApartByALabel() throws {
    let registry = MetricsRegistry()
    registry.counter("usher_joins_total", help: "Joins.").increment()
    let merged = MetricsSnapshot.merged([
      registry.snapshot().labelled("process", "gateway"), registry.snapshot().labelled("process", "booking"),
    ])
    #expect(merged.families[1].samples.map(\.value) == [1, 1])
    #expect(merged.families[1].samples.map { $0.labels[0].value } == ["gateway", "booking"])
  }

  @Test func knowsItsOwnProcess() throws {
    let snapshot = ProcessMetrics.snapshot()
    for name in ["process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds", "process_max_fds"] {
      let family = try #require(snapshot.families.first { $0.name == name })
      #expect(family.samples[0].value > 0)
    }
    let resident = snapshot.families.first { $0.name == "process_resident_memory_bytes" }?.samples[0].value ?? 0
    #expect(resident > 1_000_000 && resident < 100_000_000_000)
  }
}
