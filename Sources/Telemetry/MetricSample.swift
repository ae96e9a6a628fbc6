/// One number of a family: `suffix` is empty but for a histogram's `_bucket`, `_sum` and `_count`.
public struct MetricSample: Sendable, Equatable {
  public var suffix: String
  /// In the order in which they are written; a bucket's `le` is last.
  public var labels: [MetricLabel]
  public var value: Double

  public init(suffix: String = "", labels: [MetricLabel] = [], value: Double) {
    self.suffix = suffix
    self.labels = labels
    self.value = value
  }
}
