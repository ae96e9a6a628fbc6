import Booking
import Primitives
import Testing

@Suite struct StockTests {
  /// Rows of the given lengths, all of one section and tier, or a section each.
  static func plan(rows: [Int], sectionEach: Bool = false) -> SeatPlan {
    var entries: [SeatPlan.Entry] = []
    for (row, length) in rows.enumerated() {
      for seat in 0..<length {
        entries.append(
          SeatPlan.Entry(
            id: "\(row)-\(seat)", section: sectionEach ? "s\(row)" : "s", row: "\(row)", number: "\(seat)", tier: "t",
            x: Double(seat), y: Double(row)))
      }
    }
    return SeatPlan(
      tiers: [EventDetails.Tier(id: "t", name: "T", price: 1, color: "#000000")], sections: [],
      map: VenueMapDocument(width: 10, height: 10), entries: entries)
  }

  @Test func planKnowsRowsAndSections() {
    let plan = StockTests.plan(rows: [3, 2], sectionEach: true)
    #expect(plan.rows.map(\.seats) == [0..<3, 3..<5])
    #expect(plan.sections.map(\.seats) == [0..<3, 3..<5])
    #expect(plan.sections.map(\.rows) == [0..<1, 1..<2])
    #expect(plan.ordinal(of: "1-1") == 4 && plan.ordinal(of: "9-9") == nil)
    #expect(plan.section("s1") == 1 && plan.section("x") == nil)
  }

  @Test func aScatteredSectionHasNoRange() {
    let entries = ["a", "b", "a"].enumerated().map { index, section in
      SeatPlan.Entry(id: "\(index)", section: section, row: "1", number: "\(index)", tier: "t", x: 0, y: 0)
    }
    let plan = SeatPlan(
      tiers: [], sections: [EventDocument.Section(id: "a", name: "A"), EventDocument.Section(id: "b", name: "B")],
      map: VenueMapDocument(width: 0, height: 0), entries: entries)
    #expect(plan.sections[0].seats == nil)
    #expect(plan.sections[1].seats == 1..<2)
  }

  @Test(arguments: 0..<20) func statesPackAndCount(seed: Int) {
    var random = SeededRandom(seed: UInt64(seed))
    let letters = (0..<Int.random(in: 0...200, using: &random)).map { _ in
      [UInt8(ascii: "A"), UInt8(ascii: "H"), UInt8(ascii: "S")].randomElement(using: &random)!
    }
    let states = letters.withUnsafeBytes { SeatStates(letters: ByteView($0)) }
    let packed = states.packed
    #expect(packed.count == (letters.count + 3) / 4 && states.count == letters.count)
    for (ordinal, letter) in letters.enumerated() {
      let status: SeatStatus = letter == UInt8(ascii: "A") ? .available : letter == UInt8(ascii: "H") ? .held : .sold
      #expect(states[ordinal] == status && states.isFree(ordinal) == (status == .available))
      #expect(packed[ordinal >> 2] >> UInt8((ordinal & 3) * 2) & 3 == status.code)
    }
    #expect(states.counts.free == letters.filter { $0 == UInt8(ascii: "A") }.count)
    #expect(states.counts.held == letters.filter { $0 == UInt8(ascii: "H") }.count)
    #expect(states.counts.sold == letters.filter { $0 == UInt8(ascii: "S") }.count)
  }

  @Test func changingAStateMovesTheCounts() {
    var states = SeatStates(count: 3)
    states[0] = .held
    states[1] = .sold
    states[0] = .sold
    #expect(states.counts == StockCounts(free: 1, held: 0, sold: 2))
    #expect(!states.counts.isSoldOut)
    states[2] = .held
    #expect(!states.counts.isSoldOut)
    states[2] = .sold
    #expect(states.counts.isSoldOut)
  }

  /// Against looking at every possible block: one is found exactly if there is one, and it is free and in one row.
  @Test(arguments: 0..<200) func findsABlockExactlyIfThereIsOne(seed: Int) {
    var random = SeededRandom(seed: UInt64(seed))
    let rows = (0..<6).map { _ in Int.random(in: 1...12, using: &random) }
    let plan = StockTests.plan(rows: rows, sectionEach: seed % 2 == 0)
    var states = SeatStates(count: plan.seats.count)
    var finder = BlockFinder(plan: plan)
    for _ in 0..<60 {
      let ordinal = Int.random(in: 0..<plan.seats.count, using: &random)
      let wasTaken = states[ordinal] != .available
      states[ordinal] = [.available, .held, .sold].randomElement(using: &random)!
      if wasTaken { finder.forget() }
      let quantity = Int.random(in: 1...5, using: &random)
      let section = Bool.random(using: &random) ? plan.sections.indices.randomElement(using: &random) : nil
      let possible = plan.rows.contains { row in
        (section == nil || row.section == section) && row.seats.count >= quantity
          && (row.seats.lowerBound...row.seats.upperBound - quantity).contains { first in
            (first..<first + quantity).allSatisfy { states.isFree($0) }
          }
      }
      let found = finder.find(quantity, section: section, in: states, using: &random)
      #expect((found != nil) == possible)
      guard let found else { continue }
      #expect(found.count == quantity && found.allSatisfy { states.isFree($0) })
      let row = plan.rows[plan.seats[found.lowerBound].row]
      #expect(found.upperBound <= row.seats.upperBound)
      if let section { #expect(row.section == section) }
    }
  }

  @Test(arguments: 0..<20) func prefersTheFrontAndLeavesNoSingleSeat(seed: Int) {
    let plan = StockTests.plan(rows: [5, 6])
    let states = SeatStates(count: 11)
    var finder = BlockFinder(plan: plan)
    var random = SeededRandom(seed: UInt64(seed))
    let four = finder.find(4, section: nil, in: states, using: &random)
    #expect(four == 0..<4 || four == 1..<5, "any four of the front row leave one over: the front row all the same")
    let three = finder.find(3, section: nil, in: states, using: &random)
    #expect(three == 0..<3 || three == 2..<5, "in the middle they would leave two singles")
    let two = finder.find(2, section: nil, in: states, using: &random)
    #expect(two == 0..<2 || two == 3..<5)
    #expect(finder.find(6, section: nil, in: states, using: &random) == 5..<11)
    #expect(finder.find(7, section: nil, in: states, using: &random) == nil)
  }
}
