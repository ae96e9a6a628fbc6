/// Whether a cart may leave a single free seat beside it, which hardly anybody buys.
public enum OrphanRule: String, Sendable, CaseIterable {
  /// It may.
  case off
  /// It may at the end of a row, and where the free seats that it lies in give no other choice.
  case lenient
  /// It may not. Seats may stay unsold for it.
  case strict

  /// The single seats that a cart would leave, in ascending order.
  ///
  /// `taking`: ordinals of the cart's seats. `row`: the row of a seat. `isFree` says how seats stood before the cart.
  public func orphans(
    taking: Set<Int>, row: (Int) -> Range<Int>, isFree: (Int) -> Bool
  ) -> [Int] {
    guard self != .off else { return [] }
    var orphans: Set<Int> = []
    for seat in taking {
      for step in [-1, 1] {
        let (near, far) = (seat + step, seat + 2 * step)
        let row = row(seat)
        guard row.contains(near), isFree(near), !taking.contains(near) else { continue }
        let isAtEnd = !row.contains(far)
        guard isAtEnd || taking.contains(far) || !isFree(far) else { continue }
        if self == .lenient, isAtEnd || !taking.contains(far) && !hasRoom(behind: seat, step, taking, row, isFree) {
          continue
        }
        orphans.insert(near)
      }
    }
    return orphans.sorted()
  }

  /// Whether free seats are left at the other end of the seats in one piece that end with `seat`.
  private func hasRoom(
    behind seat: Int, _ step: Int, _ taking: Set<Int>, _ row: Range<Int>, _ isFree: (Int) -> Bool
  ) -> Bool {
    var other = seat
    while taking.contains(other) { other -= step }
    return row.contains(other) && isFree(other)
  }
}
