/// A number that only grows. Owned by its registry's loop; an increment costs a nanosecond.
public struct Counter {
  @usableFromInline let cells: MetricCells
  @usableFromInline let index: Int

  init(cells: MetricCells, index: Int) {
    self.cells = cells
    self.index = index
  }

  @inlinable
  public func increment(by amount: UInt64 = 1) { cells.words[index] &+= amount }

  public var value: UInt64 { cells.words[index] }
}
