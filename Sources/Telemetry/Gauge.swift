/// A number that goes up and down. Owned by its registry's loop.
public struct Gauge {
  private let cells: MetricCells
  private let index: Int

  init(cells: MetricCells, index: Int) {
    self.cells = cells
    self.index = index
  }

  public func set(_ value: Double) { cells.words[index] = value.bitPattern }
  public func set(_ value: Int) { set(Double(value)) }
  public func add(_ amount: Double) { set(value + amount) }

  public var value: Double { cells.double(index) }
}
