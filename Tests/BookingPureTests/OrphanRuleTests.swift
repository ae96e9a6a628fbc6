import Booking
import Primitives
import Testing

/// Rows of ten seats; `.` free, `x` taken, `o` what the cart takes.
@Suite struct OrphanRuleTests {
  @Test(
    arguments: [
      // Seats, what is orphaned under `lenient`, and under `strict`.
      ("oo........", [], []), (".oo.......", [], [0]), ("..oo......", [], []), (".......oo.", [], [9]),
      ("x.oo......", [1], [1]), ("x..oo.....", [], []), ("x.oo.x....", [1, 4], [1, 4]), ("x.oox.....", [], [1]),
      ("xoo.x.....", [], [3]), ("xoo..x....", [], []), ("o.o.......", [1], [1]), ("o..o......", [], []),
      ("xo.ox.....", [2], [2]), ("oooooooooo", [], []), ("x.x.oo.x..", [3, 6], [3, 6]),
    ] as [(String, [Int], [Int])])
  func singles(_ seats: String, lenient: [Int], strict: [Int]) {
    let row = Array(seats)
    func orphans(_ rule: OrphanRule) -> [Int] {
      rule.orphans(
        taking: Set(row.indices.filter { row[$0] == "o" }), row: { _ in row.indices }, isFree: { row[$0] != "x" })
    }
    #expect(orphans(.off) == [])
    #expect(orphans(.lenient) == lenient, "\(seats)")
    #expect(orphans(.strict) == strict, "\(seats)")
  }

  @Test func aNeighbourInAnotherRowIsNone() {
    let orphans = OrphanRule.strict.orphans(taking: [8], row: { $0 < 10 ? 0..<10 : 10..<20 }, isFree: { $0 != 7 })
    #expect(orphans == [9])
    #expect(OrphanRule.strict.orphans(taking: [9], row: { $0 < 10 ? 0..<10 : 10..<20 }, isFree: { _ in true }) == [])
  }

  /// What strict allows, lenient allows; what was single before is nobody's fault.
  @Test(arguments: 0..<20) func lenientAllowsMore(seed: Int) {
    var random = SeededRandom(seed: UInt64(seed))
    for _ in 0..<500 {
      let free = Set((0..<12).filter { _ in random.next() % 3 > 0 })
      let taking = Set(free.filter { _ in random.next() % 3 == 0 })
      func orphans(_ rule: OrphanRule) -> Set<Int> {
        Set(rule.orphans(taking: taking, row: { _ in 0..<12 }, isFree: free.contains))
      }
      #expect(orphans(.lenient).isSubset(of: orphans(.strict)))
      for seat in orphans(.strict) {
        #expect(free.contains(seat) && !taking.contains(seat))
        #expect([seat - 1, seat + 1].allSatisfy { taking.contains($0) || !free.contains($0) })
        #expect([seat - 1, seat + 1].contains { taking.contains($0) })
      }
    }
  }
}
