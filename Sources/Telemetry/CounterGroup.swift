/// The counters of one family, one for each value of a label, or for each pair of values of two. Owned by its
/// registry's loop.
public struct CounterGroup {
  @usableFromInline let cells: MetricCells
  @usableFromInline let first: Int
  @usableFromInline let rows: Int
  @usableFromInline let columns: Int

  init(cells: MetricCells, first: Int, rows: Int, columns: Int) {
    self.cells = cells
    self.first = first
    self.rows = rows
    self.columns = columns
  }

  /// Counts for the label value with that index.
  @inlinable
  public func increment(_ row: Int, by amount: UInt64 = 1) {
    precondition(columns == 1, "this family has two labels")
    increment(row, 0, by: amount)
  }

  /// Counts for the pair of label values with these indices.
  @inlinable
  public func increment(_ row: Int, _ column: Int, by amount: UInt64 = 1) {
    precondition(row >= 0 && row < rows && column >= 0 && column < columns, "no such label value")
    cells.words[first + row * columns + column] &+= amount
  }

  public func value(_ row: Int, _ column: Int = 0) -> UInt64 { cells.words[first + row * columns + column] }
}
