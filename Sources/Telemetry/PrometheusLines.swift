/// Gathers lines into families.
struct PrometheusLines {
  private struct Series: Hashable {
    var suffix: String
    var labels: [MetricLabel]
  }

  private(set) var families: [MetricFamily] = []
  private var names: Set<String> = []
  private var seen: Set<Series> = []
  private var samples = 0
  /// The current family has its TYPE line.
  private var isTyped = false

  mutating func take(_ line: String) throws(PrometheusProblem) {
    if line.isEmpty { return }
    if line.hasPrefix("# HELP ") { return try takeHelp(line.dropFirst(7)) }
    if line.hasPrefix("# TYPE ") { return try takeType(line.dropFirst(7)) }
    if line.hasPrefix("#") { return }
    try takeSample(line)
  }

  private mutating func takeHelp(_ rest: Substring) throws(PrometheusProblem) {
    let parts = rest.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    try begin(String(parts[0]))
    families[families.count - 1].help = try PrometheusScanner.unescaped(parts.count > 1 ? parts[1] : "", quotes: false)
  }

  private mutating func takeType(_ rest: Substring) throws(PrometheusProblem) {
    let parts = rest.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 2, let kind = MetricKind(rawValue: String(parts[1])) else {
      throw PrometheusProblem("TYPE wants a name and counter, gauge, histogram or untyped")
    }
    // A TYPE behind the HELP of the same family goes on with it.
    if families.last?.name != String(parts[0]) || isTyped || families.last?.samples.isEmpty == false {
      try begin(String(parts[0]))
    }
    families[families.count - 1].kind = kind
    isTyped = true
  }

  private mutating func begin(_ name: String) throws(PrometheusProblem) {
    guard MetricName.isMetric(name) else { throw PrometheusProblem("`\(name)` is no name for a metric") }
    guard names.insert(name).inserted else { throw PrometheusProblem("`\(name)` has stood before") }
    families.append(MetricFamily(name: name, help: "", kind: .untyped))
    seen.removeAll(keepingCapacity: true)
    isTyped = false
  }

  private mutating func takeSample(_ line: String) throws(PrometheusProblem) {
    samples += 1
    guard samples <= PrometheusReader.samplesMax else {
      throw PrometheusProblem("more than \(PrometheusReader.samplesMax) samples")
    }
    var scanner = PrometheusScanner(line)
    let name = try scanner.name()
    let labels = try scanner.labels()
    let value = try scanner.value()
    let suffix = try place(name)
    guard seen.insert(Series(suffix: suffix, labels: labels.sorted())).inserted else {
      throw PrometheusProblem("this series has stood before")
    }
    families[families.count - 1].samples.append(MetricSample(suffix: suffix, labels: labels, value: value))
  }

  /// Makes the sample's family the last one, and gives what the name adds to the family's.
  private mutating func place(_ name: String) throws(PrometheusProblem) -> String {
    if let family = families.last {
      if family.kind == .histogram {
        for suffix in ["_bucket", "_sum", "_count"] where name == family.name + suffix { return suffix }
      } else if name == family.name {
        return ""
      }
    }
    try begin(name)
    return ""
  }
}
