import Primitives
import Telemetry
import Testing

@Suite struct PrometheusTests {
  /// Everything that has to be escaped or is a special number.
  static var awkward: MetricsSnapshot {
    MetricsSnapshot(families: [
      MetricFamily(
        name: "a_total", help: "Back\\slash, line\nfeed, \"quotes\", é", kind: .counter,
        samples: [
          MetricSample(labels: [MetricLabel("v", "\\\n\"},{=é票 ")], value: 0.1),
          MetricSample(labels: [MetricLabel("v", "")], value: 9_007_199_254_740_992),
          MetricSample(labels: [MetricLabel("v", "x"), MetricLabel("w", "\\n")], value: 1e300),
        ]),
      MetricFamily(
        name: "b:c", help: "", kind: .gauge,
        samples: [
          MetricSample(labels: [], value: -.infinity), MetricSample(labels: [MetricLabel("a", "b")], value: 1e-7),
        ]),
      MetricFamily(
        name: "h", help: "H.", kind: .histogram,
        samples: [
          MetricSample(suffix: "_bucket", labels: [MetricLabel("le", "0.5")], value: 1),
          MetricSample(suffix: "_bucket", labels: [MetricLabel("le", "+Inf")], value: 2),
          MetricSample(suffix: "_sum", value: 2.5), MetricSample(suffix: "_count", value: 2),
        ]),
      MetricFamily(name: "u", help: "", kind: .untyped, samples: [MetricSample(value: 3)]),
    ])
  }

  @Test func readsWhatItWrites() throws {
    #expect(try parsed(prometheusText(Self.awkward)) == Self.awkward)
    let registry = MetricsRegistry()
    registry.histogram("usher_s", help: "Time.", bounds: Histogram.callSeconds).observe(0.003)
    registry.gauge("usher_g", help: "G.").set(0.25)
    #expect(try parsed(prometheusText(registry.snapshot())) == registry.snapshot())
    #expect(try parsed("") == MetricsSnapshot())
  }

  @Test func readsWhatOthersWrite() throws {
    let text = """
      # A comment.

      #HELP is one too
      plain 1
      # TYPE x counter
      x{a="1",} 2
      # HELP y Some help.
      y{a="1"} 3e2
      """
    let families = try parsed(text + "\n").families
    #expect(families.map(\.name) == ["plain", "x", "y"])
    #expect(families.map(\.kind) == [.untyped, .counter, .untyped])
    #expect(families[1].samples == [MetricSample(labels: [MetricLabel("a", "1")], value: 2)])
    #expect(families[2].help == "Some help." && families[2].samples[0].value == 300)
  }

  @Test(arguments: [
    ("a 1", 0), ("a 1\na 2\n", 2), ("a{x=\"1\"} 1\na{x=\"1\"} 1\n", 2),
    ("a{x=\"1\",y=\"2\"} 1\na{y=\"2\",x=\"1\",} 1\n", 2), ("1a 1\n", 1), ("a\n", 1), ("a  1\n", 1),
    ("a x\n", 1), ("a 1 1700000000\n", 1), ("a 0x10\n", 1), ("a inf\n", 1), ("a{x=1} 1\n", 1), ("a{x=\"1} 1\n", 1),
    ("a{x=\"1\" y=\"2\"} 1\n", 1), ("a{x=\"1\",x=\"2\"} 1\n", 1), ("a{=\"1\"} 1\n", 1), ("a{x=\"\\t\"} 1\n", 1),
    ("# TYPE a summary\n", 1), ("# TYPE a counter\n# TYPE a counter\n", 2), ("# TYPE a b c\n", 1),
    ("# HELP 1 x\n", 1), ("# HELP a \\x\n", 1), ("a 1\nb 1\na{x=\"1\"} 1\n", 3), ("a{ 1\n", 1), ("a} 1\n", 1),
    ("# TYPE a counter\na_sum 1\n# TYPE a_sum counter\n", 3),
  ])
  func refusesWhatIsNot(_ text: String, _ line: Int) {
    let fault = #expect(throws: PrometheusFault.self) { try parsed(text) }
    #expect(fault?.line == line, "\(text)")
  }

  @Test func refusesRandomTexts() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededRandom(seed: seed)
    let good = Array(prometheusText(Self.awkward).utf8)
    for _ in 0..<3_000 {
      var bytes = good
      for _ in 0..<Int.random(in: 1...5, using: &generator) {
        let index = Int.random(in: 0..<bytes.count, using: &generator)
        if Bool.random(using: &generator) {
          bytes[index] = UInt8.random(in: 0...255, using: &generator)
        } else {
          bytes.remove(at: index)
        }
      }
      let buffer = ByteBuffer()
      buffer.append(bytes)
      // What is still taken must come back as it was taken.
      guard let snapshot = try? PrometheusReader.parse(buffer.readable) else { continue }
      let text = prometheusText(snapshot)
      #expect(try prometheusText(parsed(text)) == text, "seed \(seed)")
    }
  }
}
