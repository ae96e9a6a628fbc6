/// Finds seats beside each other for somebody who does not mind which.
///
/// The best are those of the first tier, then of the row nearest the front, in the order of the plan; of rows that are as
/// good as each other one is taken at random, so that not all who come at once want the same. A block that would leave a
/// single seat beside it is taken only if there is no other in such rows, and never where the event forbids it.
///
/// Cost: rows are looked at best first and each remembers how long a run it can have at most, so a search touches few.
public struct BlockFinder: Sendable {
  private struct Group: Sendable {
    /// Rows as good as each other.
    var rows: [Int]
  }

  private let rowSeats: [Range<Int>]
  private let rowSections: [Int]
  private let groups: [Group]
  private let mayLeaveSingle: Bool
  /// By row: no run of free seats is longer. Falls when a row was searched in vain, is reset when stock comes anew.
  private var longest: [Int]

  public init(plan: SeatPlan, orphanRule: OrphanRule = .off) {
    mayLeaveSingle = orphanRule != .strict
    rowSeats = plan.rows.map(\.seats)
    rowSections = plan.rows.map(\.section)
    longest = plan.rows.map(\.seats.count)
    var byRank: [[Int]: [Int]] = [:]
    for (index, row) in plan.rows.enumerated() {
      let rank = [plan.seats[row.seats.lowerBound].tier, index - plan.sections[row.section].rows.lowerBound]
      byRank[rank, default: []].append(index)
    }
    groups = byRank.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { Group(rows: $0.value) }
  }

  /// Stock has come back: rows may have longer runs again.
  public mutating func forget() {
    for row in rowSeats.indices { longest[row] = rowSeats[row].count }
  }

  /// Ordinals of `quantity` free seats beside each other, in `section` if it is given; nil: there are none.
  public mutating func find(
    _ quantity: Int, section: Int?, in states: SeatStates, using generator: inout some RandomNumberGenerator
  ) -> Range<Int>? {
    precondition(quantity > 0)
    for group in groups {
      if let block = find(quantity, section: section, in: states, group: group, using: &generator) { return block }
    }
    return nil
  }

  private mutating func find(
    _ quantity: Int, section: Int?, in states: SeatStates, group: Group,
    using generator: inout some RandomNumberGenerator
  ) -> Range<Int>? {
    var second: Range<Int>?
    let start = Int.random(in: 0..<group.rows.count, using: &generator)
    for step in group.rows.indices {
      let row = group.rows[(start + step) % group.rows.count]
      guard longest[row] >= quantity, section == nil || rowSections[row] == section else { continue }
      let (block, leavesSingle, run) = best(quantity, in: rowSeats[row], states)
      longest[row] = run
      guard let block else { continue }
      if !leavesSingle { return block }
      guard mayLeaveSingle else { continue }
      second = second ?? block
    }
    return second
  }

  /// The block of a row nearest its middle, preferring one that leaves no single seat; and the longest run.
  private func best(
    _ quantity: Int, in row: Range<Int>, _ states: SeatStates
  ) -> (block: Range<Int>?, leavesSingle: Bool, longest: Int) {
    var found: (block: Range<Int>, leavesSingle: Bool, distance: Int)?
    var longest = 0
    var start = row.lowerBound
    while start < row.upperBound {
      guard states.isFree(start) else {
        start += 1
        continue
      }
      var end = start + 1
      while end < row.upperBound, states.isFree(end) { end += 1 }
      longest = max(longest, end - start)
      for first in stride(from: start, through: end - quantity, by: 1) {
        let leavesSingle = first - start == 1 || end - first - quantity == 1
        let distance = abs(2 * first + quantity - row.lowerBound - row.upperBound)
        if let found, (found.leavesSingle ? 1 : 0, found.distance) <= (leavesSingle ? 1 : 0, distance) { continue }
        found = (first..<first + quantity, leavesSingle, distance)
      }
      start = end
    }
    return (found?.block, found?.leavesSingle ?? false, longest)
  }
}
