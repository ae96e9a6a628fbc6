/// A loop's numbers. Everything is registered before it is counted, so counting is an addition in memory that no other
/// thread touches; other loops see ``snapshot()`` values.
///
/// Series beyond `seriesMax` are counted nowhere, and `usher_metrics_refused_series` says how many asked. Names are
/// programmers' constants: a bad or repeated one traps.
public final class MetricsRegistry {
  private struct Entry {
    var labels: [MetricLabel]
    var first: Int
  }

  private struct Family {
    var name: String
    var help: String
    var kind: MetricKind
    var gaugeMerge = GaugeMerge.sum
    var bounds: [Double] = []
    var entries: [Entry] = []
  }

  private let seriesMax: Int
  private let cells = MetricCells()
  private var families: [Family] = []
  private var series = 0
  private var refused: Gauge?

  public init(seriesMax: Int = 10_000) {
    self.seriesMax = seriesMax
    refused = gauge("usher_metrics_refused_series", help: "Series that were not registered because there are too many.")
  }

  public func counter(_ name: String, help: String, labels: [MetricLabel] = []) -> Counter {
    Counter(cells: cells, index: register(Family(name: name, help: help, kind: .counter), labels, words: 1))
  }

  /// A family with one label and a counter for each of its values.
  public func counters(
    _ name: String, help: String, label: String, values: [String], labels: [MetricLabel] = []
  ) -> CounterGroup {
    counters(name, help: help, rows: (label, values), columns: nil, labels)
  }

  /// A family with two labels and a counter for each pair of their values.
  public func counters(
    _ name: String, help: String, label: String, values: [String], label secondLabel: String,
    values secondValues: [String], labels: [MetricLabel] = []
  ) -> CounterGroup {
    counters(name, help: help, rows: (label, values), columns: (secondLabel, secondValues), labels)
  }

  public func gauge(
    _ name: String, help: String, labels: [MetricLabel] = [], merge: GaugeMerge = .sum
  ) -> Gauge {
    let family = Family(name: name, help: help, kind: .gauge, gaugeMerge: merge)
    return Gauge(cells: cells, index: register(family, labels, words: 1))
  }

  /// `bounds` are upper bounds, ascending; what is beyond the last one is counted too.
  public func histogram(
    _ name: String, help: String, labels: [MetricLabel] = [], bounds: [Double]
  ) -> Histogram {
    precondition(
      !bounds.isEmpty && bounds.allSatisfy(\.isFinite) && zip(bounds, bounds.dropFirst()).allSatisfy(<),
      "a histogram's bounds are finite and ascending")
    let family = Family(name: name, help: help, kind: .histogram, bounds: bounds)
    return Histogram(cells: cells, first: register(family, labels, words: bounds.count + 2), bounds: bounds)
  }

  /// All numbers as they are now, families and series in the order of their registration.
  public func snapshot() -> MetricsSnapshot {
    MetricsSnapshot(
      families: families.map { family in
        MetricFamily(
          name: family.name, help: family.help, kind: family.kind, gaugeMerge: family.gaugeMerge,
          samples: family.entries.flatMap { samples(of: $0, in: family) })
      })
  }

  private func counters(
    _ name: String, help: String, rows: (label: String, values: [String]),
    columns: (label: String, values: [String])?, _ labels: [MetricLabel]
  ) -> CounterGroup {
    let columnValues = columns?.values ?? [""]
    precondition(!rows.values.isEmpty && !columnValues.isEmpty, "a label needs values")
    let wanted = rows.values.count * columnValues.count
    guard series + wanted <= seriesMax else {
      refuse(wanted)
      return CounterGroup(
        cells: cells, first: cells.allocate(wanted), rows: rows.values.count, columns: columnValues.count)
    }
    var first: Int?
    for row in rows.values {
      for column in columnValues {
        let own = [MetricLabel(rows.label, row)] + (columns.map { [MetricLabel($0.label, column)] } ?? [])
        let index = register(Family(name: name, help: help, kind: .counter), labels + own, words: 1)
        first = first ?? index
      }
    }
    return CounterGroup(cells: cells, first: first ?? 0, rows: rows.values.count, columns: columnValues.count)
  }

  /// The index of the series' first word.
  private func register(_ wanted: Family, _ labels: [MetricLabel], words: Int) -> Int {
    precondition(MetricName.isMetric(wanted.name), "`\(wanted.name)` is no name for a metric")
    precondition(
      labels.allSatisfy { MetricName.isLabel($0.name) && $0.name != "le" }
        && Set(labels.map(\.name)).count == labels.count,
      "bad labels of `\(wanted.name)`")
    let first = cells.allocate(words)
    guard series < seriesMax else {
      refuse(1)
      return first
    }
    series += 1
    let entry = Entry(labels: labels, first: first)
    guard let index = families.firstIndex(where: { $0.name == wanted.name }) else {
      var family = wanted
      family.entries = [entry]
      families.append(family)
      return first
    }
    let family = families[index]
    precondition(
      family.kind == wanted.kind && family.bounds == wanted.bounds, "`\(wanted.name)` is registered as something else")
    precondition(
      !family.entries.contains { $0.labels == labels }, "`\(wanted.name)` is registered twice with the same labels")
    families[index].entries.append(entry)
    return first
  }

  private func refuse(_ count: Int) { refused?.add(Double(count)) }

  private func samples(of entry: Entry, in family: Family) -> [MetricSample] {
    switch family.kind {
    case .counter, .untyped: return [MetricSample(labels: entry.labels, value: Double(cells.words[entry.first]))]
    case .gauge: return [MetricSample(labels: entry.labels, value: cells.double(entry.first))]
    case .histogram:
      var total: UInt64 = 0
      var samples: [MetricSample] = []
      for (index, bound) in (family.bounds + [.infinity]).enumerated() {
        total += cells.words[entry.first + index]
        let labels = entry.labels + [MetricLabel("le", PrometheusText.number(bound))]
        samples.append(MetricSample(suffix: "_bucket", labels: labels, value: Double(total)))
      }
      let sum = cells.double(entry.first + family.bounds.count + 1)
      samples.append(MetricSample(suffix: "_sum", labels: entry.labels, value: sum))
      samples.append(MetricSample(suffix: "_count", labels: entry.labels, value: Double(total)))
      return samples
    }
  }
}
