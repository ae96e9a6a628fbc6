import Booking
import BookingStore
import Primitives
import TestKit
import Testing

/// The database keeps an event's orphan rule as the pure rule says, one cart at a time and many at once.
@Suite struct OrphanTests {
  @Test(.seeded, arguments: OrphanRule.allCases) func theDatabaseDecidesAsTheRule(rule: OrphanRule) throws {
    let database = try BookingDatabase()
    try database.psql("UPDATE events SET orphan_rule = '\(rule.rawValue)'")
    let buyers = 160
    try database.makePasses(0..<buyers)
    let harness = try StoreHarness(database) { $0.batches.batchesMax = 1 }
    var random = SeededRandom(seed: TestSeed.current)
    var free = Set(0..<40)
    var buyer = 0
    while buyer < buyers {
      let carts = (buyer..<min(buyer + Int.random(in: 1...5, using: &random), buyers)).map { number in
        harness.cart(number, .seats(OrphanTests.wish(&random)))
      }
      buyer += carts.count
      let outcomes = try harness.hold(carts).map(\.outcome)
      for (cart, outcome) in zip(carts, outcomes) {
        let taking = Set(cart.seats.compactMap { Int($0.dropFirst()) })
        let orphans = rule.orphans(
          taking: taking, row: { $0 / 10 * 10..<$0 / 10 * 10 + 10 }, isFree: { free.contains($0) })
        let expected: HoldOutcome =
          !taking.isSubset(of: free) ? .seatUnavailable : orphans.isEmpty ? .held : .orphanSeat
        #expect(outcome == expected, "\(taking.sorted()) of \(free.sorted())")
        if outcome == .held { free.subtract(taking) }
      }
    }
    #expect(try database.fsck() == "")
  }

  private static func wish(_ random: inout SeededRandom) -> [String] {
    let first = Int.random(in: 0..<39, using: &random)
    let last = min(first + Int.random(in: 0...3, using: &random), first / 10 * 10 + 9)
    let seats = (first...last).filter { _ in random.next() % 6 > 0 }
    return (seats.isEmpty ? [first] : seats).map { "s\($0)" }
  }

  @Test func twoAtOnceLeaveNoSingleSeatBetweenThem() throws {
    let database = try BookingDatabase()
    try database.psql("UPDATE events SET orphan_rule = 'strict'")
    try database.makePasses(0..<2)
    let stores = try (0..<2).map { _ in try StoreHarness(database) }
    for round in 0..<4 {
      let row = round * 10
      var outcomes: [HoldOutcome] = []
      for (number, store) in stores.enumerated() {
        let first = row + number * 3
        outcomes.append(try store.hold(store.cart(number, .seats(["s\(first)", "s\(first + 1)"]))).outcome)
      }
      #expect(outcomes == [.held, .orphanSeat])
      let held = try database.psql("SELECT id FROM holds WHERE status = 'HELD'")
      let hold = try #require(RecordID(held))
      _ = try stores[0].ask { stores[0].store.giveBack(hold, $0) }
    }
    #expect(try database.fsck() == "")
  }

  @Test func refusalsNameTheSeats() throws {
    let database = try BookingDatabase()
    try database.psql("UPDATE events SET orphan_rule = 'strict'")
    try database.makePasses(0..<2)
    let core = try ServiceHarness(database)
    let body = "{\"event_id\": \"hall\", \"seat_ids\": [\"s1\", \"s2\"]}"
    let refused = try core.send("POST", "/bookings/hold", body, buyer: 0)
    #expect(refused.status == 422 && refused.code == "orphan_seat")
    #expect(try refused.object["orphan_seat_ids"]?.arrayValue?.compactMap(\.stringValue) == ["s0"])
    #expect(try core.send("GET", "/events/hall").object["orphan_rule"]?.stringValue == "strict")
    let best = try core.send(
      "POST", "/bookings/hold", "{\"event_id\": \"hall\", \"best_available\": {\"quantity\": 3}}", buyer: 1)
    #expect(best.status == 201, "\(best)")
  }
}
