import Booking
import BookingStore
import Primitives
import TestKit
import Testing

@Suite struct HoldBatchTests {
  /// Random carts over few seats, many at once, with keys, repeats and seats given back: the answers are those of a sale
  /// where one comes after the other. In every other round all carts want one seat, which the statement treats apart.
  @Test(.seeded, arguments: 0..<8) func manyAtOnceAreAsIfOneAfterTheOther(round: Int) throws {
    var random = SeededRandom(seed: TestSeed.current &+ UInt64(round))
    let database = try BookingDatabase()
    try database.makePasses(0..<40)
    try database.makePasses(0..<40, room: "yard")
    let cartsMax = Int.random(in: 1...32, using: &random)
    let harness = try StoreHarness(database, seed: random.next()) { options in
      // One statement at a time: with more the order between them is nobody's to say.
      options.batches = BatchLimits(
        cartsMax: cartsMax, seatsMax: 128, batchesMax: 1, waitingMax: 10_000, waitingPerPassMax: 50)
    }
    var model = SaleModel()
    var live: [Cart] = []
    for _ in 0..<12 {
      let carts = (0..<Int.random(in: 1...24, using: &random)).map { _ in
        round.isMultiple(of: 2) ? randomCart(harness, &random) : randomPlainCart(harness, &random)
      }
      for (index, decision) in try harness.holdInOrder(carts) {
        let cart = carts[index]
        let (outcome, hold) = model.decide(cart)
        #expect(decision.outcome == outcome, "\(cart)")
        if outcome == .held || outcome == .alreadyHeld { #expect(decision.hold?.id == hold, "\(cart)") }
        if outcome == .held, !decision.isReplay { live.append(cart) }
      }
      guard let index = live.indices.randomElement(using: &random) else { continue }
      let given = live.remove(at: index)
      #expect(try harness.ask { harness.store.giveBack(given.id, $0) } == .released)
      model.giveBack(given)
    }
    #expect(try database.fsck() == "")
  }

  private func randomPlainCart(_ harness: StoreHarness, _ random: inout SeededRandom) -> Cart {
    let buyer = Int.random(in: 0..<40, using: &random)
    let seats = ["s\(Int.random(in: 0..<44, using: &random))"]
    let wish: Cart.Wish = random.next() % 8 == 0 ? .block(seats) : .seats(seats)
    return harness.cart(buyer, wish, request: randomKey(&random))
  }

  private func randomKey(_ random: inout SeededRandom) -> RequestKey? {
    guard random.next() % 4 == 0 else { return nil }
    return StoreHarness.key("key\(random.next() % 3)", fingerprint: random.next() % 8 == 0 ? "other" : "same")
  }

  private func randomCart(_ harness: StoreHarness, _ random: inout SeededRandom) -> Cart {
    let buyer = Int.random(in: 0..<40, using: &random)
    let isYard = random.next() % 4 == 0
    let key = randomKey(&random)
    if isYard {
      return harness.cart(buyer, .places(Int.random(in: 1...5, using: &random)), event: "yard", request: key)
    }
    if random.next() % 16 == 0 {
      return harness.cart(buyer, .nothingFound(Int.random(in: 1...4, using: &random), refusal: .noBlock), request: key)
    }
    let first = Int.random(in: 0..<41, using: &random)
    let seats = (first..<first + Int.random(in: 1...5, using: &random)).map { "s\($0)" }
    let wish: Cart.Wish = random.next() % 4 == 0 ? .block(seats) : .seats(seats.shuffled(using: &random))
    return harness.cart(buyer, wish, request: key)
  }

  /// A batch with fewer seats than carts may still have a cart of two.
  @Test func allOrNothingAmongCartsOfGeneralAdmission() throws {
    let database = try BookingDatabase()
    try database.makePasses(0..<2)
    try database.makePasses(2..<5, room: "yard")
    let harness = try StoreHarness(database) { $0.batches.batchesMax = 1 }
    let carts =
      [harness.cart(0, .seats(["s0"])), harness.cart(1, .seats(["s0", "s1"]))]
      + (2..<5).map { harness.cart($0, .places(1), event: "yard") }
    let decisions = try harness.hold(carts)
    #expect(decisions.map(\.outcome) == [.held, .seatUnavailable, .held, .held, .held])
    #expect(decisions[1].detail == "[\"s0\"]")
    #expect(try database.psql("SELECT status FROM seats WHERE seat_id = 's1'") == "AVAILABLE")
    #expect(try database.fsck() == "")
  }

  @Test func aCartIsAllOrNothingAndFailsAlone() throws {
    let database = try BookingDatabase()
    try database.makePasses(0..<4)
    let harness = try StoreHarness(database)
    let decisions = try harness.hold([
      harness.cart(0, .seats(["s1", "s2"])), harness.cart(1, .seats(["s2", "s3"])), harness.cart(2, .seats(["s3"])),
      harness.cart(3, .seats(["s4", "s99"])),
    ])
    #expect(decisions.map(\.outcome) == [.held, .seatUnavailable, .held, .unknownSeat])
    #expect(decisions[1].detail == #"["s2"]"#)
    #expect(decisions[3].detail == #"["s99"]"#)
    #expect(decisions[0].hold?.total == 2_000 && decisions[0].hold?.currency == "EUR")
    #expect(
      try database.psql("SELECT string_agg(seat_id, ' ' ORDER BY seat_id) FROM seats WHERE status = 'HELD'")
        == "s1 s2 s3")
    #expect(try database.fsck() == "")
  }

  @Test func aHoldLastsTenMinutesAndRaisesThePass() throws {
    let database = try BookingDatabase()
    try database.makePasses(0..<1)
    let harness = try StoreHarness(database) { $0.holdSeconds = 3_400 }
    let hold = try harness.held(0, .seats(["s0"]))
    let left = try database.psql(
      "SELECT round(extract(epoch FROM expires_at - created_at)) FROM holds WHERE id = '\(hold)'")
    #expect(left == "3400")
    let margin = try database.psql(
      """
      SELECT p.expires_at >= h.expires_at + interval '300 seconds' AND p.expires_at < h.expires_at + interval '302 seconds'
      FROM holds h JOIN passes p ON p.jti = h.pass_id
      """)
    #expect(margin == "t")
  }

  @Test func whatLapsedIsTakenInPlaceAndItsLedgerSaysSo() throws {
    let database = try BookingDatabase()
    try database.makePasses(0..<3)
    let harness = try StoreHarness(database)
    let first = try harness.held(0, .seats(["s0", "s1"]))
    try database.lapse(first)
    #expect(try harness.look(first).status == .expired, "before any sweeper was there")
    let second = try harness.held(1, .seats(["s1", "s2"]))
    #expect(try database.psql("SELECT hold_id FROM seats WHERE seat_id = 's1'") == second.description)
    #expect(
      try harness.hold(harness.cart(2, .seats(["s0"]))).outcome == .held, "the lapsed hold's other seat is free too")
    #expect(try harness.ask { harness.store.sweep(max: 10, $0) } == 1)
    #expect(try database.psql("SELECT status FROM holds WHERE id = '\(first)'") == "EXPIRED")
    #expect(try database.fsck() == "")
  }

  @Test func aSweepReadsWhatIsDueAndNothingElse() throws {
    let database = try BookingDatabase()
    try database.makePasses(0..<20)
    let harness = try StoreHarness(database)
    let holds = try (0..<20).map { try harness.held($0, .seats(["s\($0)"])) }
    let sweep = """
      BEGIN; SELECT hold_sweep(10); SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'holds';
      ROLLBACK
      """
    func figures() throws -> [Int] { try database.psql(sweep).split(separator: "\n").compactMap { Int($0) } }
    #expect(try figures() == [0, 0], "twenty are held, and none of them is due")
    try database.lapse(holds[7])
    #expect(try figures().first == 1, "one is due")
  }

  @Test func ownLapsedHoldMakesRoom() throws {
    let database = try BookingDatabase()
    try database.makePasses(0..<1)
    try database.makePasses(0..<1, room: "yard")
    let harness = try StoreHarness(database)
    let first = try harness.held(0, .seats(["s0", "s1"]))
    try database.lapse(first)
    _ = try harness.held(0, .seats(["s1", "s2"]))
    #expect(try database.psql("SELECT status FROM holds WHERE id = '\(first)'") == "EXPIRED")
    #expect(try database.psql("SELECT status FROM seats WHERE seat_id = 's0'") == "AVAILABLE")
    let places = try harness.held(0, .places(3), event: "yard")
    try database.lapse(places)
    _ = try harness.held(0, .places(2), event: "yard")
    #expect(try database.psql("SELECT held FROM general_admission WHERE event_id = 'yard'") == "2")
    #expect(try database.fsck() == "")
  }

  @Test func placesThatLapsedAreGivenToTheNext() throws {
    let database = try BookingDatabase()
    try database.makePasses(0..<12, room: "yard")
    let harness = try StoreHarness(database)
    for buyer in 0..<5 { _ = try harness.held(buyer, .places(4), event: "yard") }
    let refused = try harness.hold(harness.cart(5, .places(1), event: "yard"))
    #expect(refused.outcome == .contended)
    try database.psql("UPDATE holds SET expires_at = clock_timestamp() - interval '1 second' WHERE user_id = 'user-0'")
    #expect(try harness.hold(harness.cart(6, .places(3), event: "yard")).outcome == .held)
    #expect(try harness.hold(harness.cart(7, .places(2), event: "yard")).outcome == .noBlock)
    #expect(try harness.hold(harness.cart(8, .places(1), event: "yard")).outcome == .held)
    #expect(try database.fsck() == "")
  }

  @Test func soldOutIsSaidOnlyWhenNothingCanComeBack() throws {
    let database = try BookingDatabase()
    try database.makePasses(0..<12, room: "yard")
    let harness = try StoreHarness(database)
    for buyer in 0..<5 { _ = try harness.buy(harness.held(buyer, .places(4), event: "yard")) }
    #expect(try harness.hold(harness.cart(6, .places(1), event: "yard")).outcome == .soldOut)
    let places = try database.psql("SELECT count(DISTINCT seat_id) FROM booking_seats WHERE event_id = 'yard'")
    #expect(places == "20")
    #expect(try database.fsck() == "")
  }

  @Test func bounds() throws {
    let database = try BookingDatabase()
    try database.makePasses(0..<3)
    let harness = try StoreHarness(database) { $0.seatsPerOrderMax = 3 }
    let tooMany = try harness.hold(harness.cart(0, .seats(["s0", "s1", "s2", "s3"])))
    #expect(tooMany.outcome == .limitExceeded && tooMany.detail == "seats_per_order")
    let hold = try harness.held(0, .seats(["s0", "s1", "s2"]))
    let other = try harness.hold(harness.cart(0, .seats(["s5"])))
    #expect(other.outcome == .limitExceeded && other.detail == "one_order_a_pass")
    let same = try harness.hold(harness.cart(0, .seats(["s2", "s0", "s1"])))
    #expect(same.outcome == .alreadyHeld && same.hold?.id == hold)
    _ = try harness.buy(hold)
    let again = try harness.hold(harness.cart(0, .seats(["s7"])))
    #expect(again.outcome == .passRequired, "the pass ended with its order")
    #expect(try database.fsck() == "")
  }

  @Test func oneUserWithTwoPassesHoldsOnceAndBuysSix() throws {
    let database = try BookingDatabase()
    try database.makePasses(0..<3)
    try database.psql(
      """
      ALTER TABLE passes DISABLE TRIGGER pass_guard; UPDATE passes SET subject = 'ann';
      ALTER TABLE passes ENABLE TRIGGER pass_guard
      """)
    let harness = try StoreHarness(database)
    let both = try harness.hold([
      harness.cart(0, .seats(["s0", "s1", "s2", "s3"]), user: "ann"), harness.cart(1, .seats(["s8"]), user: "ann"),
    ])
    #expect(both.map(\.outcome) == [.held, .limitExceeded])
    #expect(both[1].detail == "one_hold_a_user")
    _ = try harness.buy(#require(both[0].hold?.id))
    let three = try harness.hold(harness.cart(1, .seats(["s10", "s11", "s12"]), user: "ann"))
    #expect(three.outcome == .limitExceeded && three.detail == "seats_per_user")
    #expect(try harness.hold(harness.cart(1, .seats(["s10", "s11"]), user: "ann")).outcome == .held)
    #expect(try database.fsck() == "")
  }

  /// Each way in which a pass may be wrong.
  @Test(arguments: [
    "UPDATE passes SET state = 'revoked', ended_at = clock_timestamp()",
    "DELETE FROM passes", "UPDATE rooms SET epoch = 2; UPDATE rooms SET pass_epoch_min = 2 WHERE id = 'hall'",
    "UPDATE rooms SET event_id = NULL WHERE id = 'hall'", "UPDATE rooms SET event_id = 'yard' WHERE id = 'hall'",
    "ALTER TABLE passes DISABLE TRIGGER pass_guard; UPDATE passes SET subject = 'another'",
    """
    ALTER TABLE passes DISABLE TRIGGER pass_guard; UPDATE passes SET issued_at = issued_at - interval '2 hours',
    minted_expires_at = issued_at - interval '1 hour', expires_at = issued_at - interval '1 hour'
    """,
  ])
  func withoutAGoodPassNothingIsHeld(fault: String) throws {
    let database = try BookingDatabase()
    try database.makePasses(0..<1)
    try database.psql(fault)
    let harness = try StoreHarness(database)
    #expect(try harness.hold(harness.cart(0, .seats(["s0"]))).outcome == .passRequired)
    #expect(try database.psql("SELECT count(*) FROM seats WHERE status <> 'AVAILABLE'") == "0")
  }

  @Test func onlyWhatIsOnSaleAndAsItIsSold() throws {
    let database = try BookingDatabase()
    try database.makePasses(0..<1)
    try database.makePasses(0..<1, room: "yard")
    let harness = try StoreHarness(database)
    #expect(try harness.hold(harness.cart(0, .places(1))).outcome == .wrongAdmission)
    #expect(try harness.hold(harness.cart(0, .seats(["s0"]), event: "yard")).outcome == .wrongAdmission)
    #expect(try harness.hold(harness.cart(0, .seats(["s0"]), event: "nowhere")).outcome == .unknownEvent)
    try database.psql("UPDATE events SET on_sale_at = clock_timestamp() + interval '1 hour', sale_ends_at = NULL")
    #expect(try harness.hold(harness.cart(0, .seats(["s0"]))).outcome == .notOnSale)
    try database.psql(
      "UPDATE events SET on_sale_at = clock_timestamp() - interval '2 hours', sale_ends_at = clock_timestamp() - interval '1 hour'"
    )
    #expect(try harness.hold(harness.cart(0, .seats(["s0"]))).outcome == .notOnSale)
  }

  @Test func aKeyGivesItsAnswerAgain() throws {
    let database = try BookingDatabase()
    try database.makePasses(0..<2)
    let harness = try StoreHarness(database)
    let key = StoreHarness.key("one")
    let first = try harness.hold(harness.cart(0, .seats(["s0"]), request: key))
    #expect(first.outcome == .held && !first.isReplay)
    let again = try harness.hold(harness.cart(0, .seats(["s0"]), request: key))
    #expect(again.outcome == .held && again.isReplay && again.hold?.id == first.hold?.id)
    #expect(again.hold?.expiresAt == first.hold?.expiresAt && again.hold?.items == first.hold?.items)
    let other = try harness.hold(harness.cart(0, .seats(["s1"]), request: StoreHarness.key("one", fingerprint: "g")))
    #expect(other.outcome == .idempotencyMismatch)
    // Keys are a pass's own.
    #expect(try harness.hold(harness.cart(1, .seats(["s0"]), request: key)).outcome == .seatUnavailable)
    let refused = try harness.hold(harness.cart(1, .seats(["s0"]), request: key))
    #expect(refused.outcome == .seatUnavailable && refused.isReplay && refused.detail == #"["s0"]"#)
    // After the pass has ended too.
    try database.psql("UPDATE passes SET state = 'complete', ended_at = clock_timestamp()")
    #expect(try harness.hold(harness.cart(0, .seats(["s0"]), request: key)).isReplay)
    #expect(try harness.hold(harness.cart(0, .seats(["s0"]))).outcome == .passRequired)
  }

  @Test func keysAreForgottenAfterADay() throws {
    let database = try BookingDatabase()
    try database.makePasses(0..<2)
    let harness = try StoreHarness(database)
    for buyer in 0..<2 {
      _ = try harness.hold(harness.cart(buyer, .seats(["s\(buyer)"]), request: StoreHarness.key("one")))
    }
    try database.psql(
      "UPDATE idempotency SET created_at = created_at - interval '25 hours' WHERE scope LIKE '%000000000000'")
    #expect(try harness.ask { harness.store.forgetAnswers(max: 10, $0) } == 1)
    #expect(try harness.ask { harness.store.forgetAnswers(max: 10, $0) } == 0)
  }

  @Test func givingBackIsForWhatIsHeldOnly() throws {
    let database = try BookingDatabase()
    try database.makePasses(0..<3)
    let harness = try StoreHarness(database)
    #expect(try harness.ask { harness.store.giveBack(harness.id(), $0) } == .unknown)
    let hold = try harness.held(0, .seats(["s0"]))
    #expect(try harness.ask { harness.store.giveBack(hold, $0) } == .released)
    #expect(try harness.ask { harness.store.giveBack(hold, $0) } == .released, "twice is as once")
    #expect(try harness.look(hold).status == .released)
    let paying = try harness.held(1, .seats(["s0"]))
    _ = try harness.begin(paying)
    #expect(try harness.ask { harness.store.giveBack(paying, $0) } == .paymentInProgress)
    let bought = try harness.held(2, .seats(["s1"]))
    _ = try harness.buy(bought)
    #expect(try harness.ask { harness.store.giveBack(bought, $0) } == .alreadyConfirmed)
    #expect(
      try database.psql("SELECT count(*) FROM ledger WHERE from_status = 'HELD' AND to_status = 'AVAILABLE'") == "1")
  }

  /// Whatever the planner believes of nearly empty tables: a buyer's hold is never searched for among all live ones.
  @Test func noPlanReadsAllLiveHolds() throws {
    let database = try BookingDatabase()
    let plan = try database.psql(
      """
      BEGIN;
      DROP INDEX holds_one_live_a_user, holds_bought;
      SET LOCAL enable_seqscan = off;
      EXPLAIN SELECT id FROM holds WHERE event_id = 'e' AND user_id = 'u' AND status IN ('HELD', 'PAYMENT_PENDING');
      EXPLAIN SELECT sum(quantity) FROM holds WHERE event_id = 'e' AND user_id = 'u' AND status = 'CONFIRMED';
      EXPLAIN SELECT id FROM holds
      WHERE pass_id = 'p' AND pass_id <> '' AND status IN ('HELD', 'PAYMENT_PENDING', 'CONFIRMED');
      ROLLBACK
      """)
    let indexed = plan.split(separator: "\n").filter { $0.contains("holds_one_order_a_pass") }
    #expect(indexed.count == 1, "the search by pass alone: \(plan)")
    #expect(plan.contains("Index Cond: (pass_id = 'p'"))
    #expect(
      try database.psql("SELECT pg_get_functiondef('hold_batch'::regproc) LIKE '%AND pass_id <> '''' AND status IN%'")
        == "t")
  }
}
