/// All series of one name.
public struct MetricFamily: Sendable, Equatable {
  public var name: String
  public var help: String
  public var kind: MetricKind
  public var gaugeMerge: GaugeMerge
  public var samples: [MetricSample]

  public init(
    name: String, help: String, kind: MetricKind, gaugeMerge: GaugeMerge = .sum, samples: [MetricSample] = []
  ) {
    self.name = name
    self.help = help
    self.kind = kind
    self.gaugeMerge = gaugeMerge
    self.samples = samples
  }
}
