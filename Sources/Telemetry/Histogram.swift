/// Counts of values by upper bound. Owned by its registry's loop.
public struct Histogram {
  private let cells: MetricCells
  private let first: Int
  private let bounds: [Double]

  /// Seconds, for what a person notices: 1 ms to 10 s.
  public static let requestSeconds: [Double] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
  /// Seconds, for calls inside the machine: 50 µs to 1 s.
  public static let callSeconds: [Double] = [
    0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1,
  ]
  /// Seconds in a line: 1 s to 6 h.
  public static let waitSeconds: [Double] = [1, 5, 15, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 21_600]

  init(cells: MetricCells, first: Int, bounds: [Double]) {
    self.cells = cells
    self.first = first
    self.bounds = bounds
  }

  public func observe(_ value: Double) {
    guard !value.isNaN else { return }
    var bucket = 0
    while bucket < bounds.count && value > bounds[bucket] { bucket += 1 }
    cells.words[first + bucket] &+= 1
    let sum = first + bounds.count + 1
    cells.words[sum] = (cells.double(sum) + value).bitPattern
  }

  /// In seconds.
  public func observe(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    observe(Double(seconds) + Double(attoseconds) * 1e-18)
  }
}
