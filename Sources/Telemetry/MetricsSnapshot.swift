/// The numbers of a registry, a process or several of them at one moment. A value: it crosses loops.
public struct MetricsSnapshot: Sendable, Equatable {
  public var families: [MetricFamily]

  public init(families: [MetricFamily] = []) { self.families = families }

  /// One snapshot of many: series with the same name and labels become one, as their kind says. The first to name a
  /// family says what it is; what comes later under that name as another kind is left out.
  public static func merged(_ snapshots: [MetricsSnapshot]) -> MetricsSnapshot {
    var merge = MetricsMerge()
    for snapshot in snapshots { merge.add(snapshot) }
    return MetricsSnapshot(families: merge.families)
  }

  /// The same with one more label on every series, so that those of other processes stay apart.
  public func labelled(_ name: String, _ value: String) -> MetricsSnapshot {
    precondition(MetricName.isLabel(name), "not a label's name")
    var copy = self
    for family in copy.families.indices {
      for sample in copy.families[family].samples.indices {
        copy.families[family].samples[sample].labels.insert(MetricLabel(name, value), at: 0)
      }
    }
    return copy
  }
}
