/// What a family's numbers mean, and with it how those of several loops become one.
public enum MetricKind: String, Sendable {
  /// Only grows; summed.
  case counter
  /// Goes up and down; merged as its ``GaugeMerge`` says.
  case gauge
  /// Counts by upper bound; summed.
  case histogram
  /// Read from somewhere that didn't say; summed.
  case untyped
}
