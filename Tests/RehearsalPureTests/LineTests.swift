import Primitives
import Testing
import WaitingRoom

@testable import Rehearsal

@Suite struct LineTests {
  @Test func `joins, polls as told, claims and is through`() {
    let context = makeContext()
    var shopper = makeShopper()
    #expect(shopper.arrive(context) == .send(.join(key: "key")))
    #expect(shopper.receive(good(201, .place(place(3))), context) == .wait(.milliseconds(2_000)))
    #expect(shopper.wake(context) == .send(.poll))
    #expect(shopper.receive(good(202, .place(place(2))), context) == .wait(.milliseconds(2_000)))
    #expect(shopper.wake(context) == .send(.poll))
    context.now = context.now + .seconds(5)
    #expect(
      shopper.receive(good(200, .place(place(nil, state: "admitted", at: 9, until: 90))), context) == .send(.claim))
    #expect(shopper.receive(good(201, .pass(PassDocument(pass: "p", id: "j"))), context) == .send(.look))
    let ledger = context.ledger
    #expect(ledger[.joins] == 1 && ledger[.admitted] == 1 && ledger[.passes] == 1 && ledger.passIDs == ["j"])
    #expect(ledger.waits.count == 1 && ledger.waits.maximum == 5_000_000 && ledger.broken.isEmpty)
    #expect(
      ledger.turns == [
        TurnRecord(
          key: OrderKey(epoch: 1, score: 1_000), lastWaitingAt: .epoch, firstAdmittedAt: WallInstant(milliseconds: 9),
          claimUntil: WallInstant(milliseconds: 90))
      ])
    #expect(ledger.rateMicroMax == 50_000_000 && ledger.epochs == [1])
  }

  @Test func `the wait is held against what was told at joining`() {
    for (p50, p90, under50, under90) in [(4, 6, 0, 1), (5, 5, 1, 1), (1, 4, 0, 0)] {
      let context = makeContext()
      var shopper = makeShopper()
      _ = shopper.arrive(context)
      let told = ToldEstimate(p50Seconds: p50, p90Seconds: p90)
      _ = shopper.receive(good(201, .place(place(3, estimate: told))), context)
      context.now = context.now + .seconds(5)
      _ = shopper.wake(context)
      let later = ToldEstimate(p50Seconds: 99, p90Seconds: 99)
      _ = shopper.receive(good(200, .place(place(nil, state: "admitted", until: 90, estimate: later))), context)
      #expect(context.ledger[.estimatesTold] == 1)
      #expect(context.ledger[.waitsUnderP50] == under50 && context.ledger[.waitsUnderP90] == under90)
    }
  }

  @Test func `a position that grows is noted, but in another epoch or once a turn is owed`() {
    let ledger = RunLedger()
    var watch = PlaceWatch()
    watch.observe(place(5), ledger)
    watch.observe(place(5), ledger)
    watch.observe(place(nil, state: "recovering"), ledger)
    watch.observe(place(4), ledger)
    #expect(ledger.broken.isEmpty)
    watch.observe(place(6), ledger)
    #expect(ledger.broken.records[.positionNeverGrows]?.count == 1)
    watch.observe(place(60, epoch: 2), ledger)
    watch.observe(place(nil, state: "admitted", epoch: 2), ledger)
    watch.observe(place(1, epoch: 2), ledger)
    watch.observe(place(2, epoch: 2), ledger)
    #expect(ledger.broken.records[.positionNeverGrows]?.count == 1)
  }

  @Test func `what is owed and what stands first says nothing about order`() {
    let ledger = RunLedger()
    var watch = PlaceWatch()
    watch.observe(place(2, at: 1), ledger)
    watch.observe(place(1, at: 2), ledger)
    watch.observe(place(nil, state: "admitted", at: 3, until: 30), ledger)
    watch.observe(place(7, at: 4), ledger)
    watch.observe(place(nil, state: "admitted", at: 5, until: 50), ledger)
    watch.finish(ledger)
    watch.finish(ledger)
    #expect(ledger.turns.count == 1)
    #expect(ledger.turns.first?.lastWaitingAt == WallInstant(milliseconds: 1))
    #expect(ledger.turns.first?.firstAdmittedAt == WallInstant(milliseconds: 3))
    #expect(ledger.turns.first?.claimUntil == WallInstant(milliseconds: 30))
  }

  @Test(arguments: [(401, "ticket_required"), (404, "unknown_ticket")])
  func `a ticket that is forgotten is a broken promise`(_ status: Int, _ code: String) {
    let context = makeContext()
    var shopper = makeShopper()
    _ = shopper.arrive(context)
    _ = shopper.receive(good(201, .place(place(3))), context)
    _ = shopper.wake(context)
    #expect(shopper.receive(refused(status, code), context) == .end(.gaveUp))
    #expect(context.ledger.broken.records[.ticketKeepsItsPlace]?.count == 1 && context.ledger.turns.count == 1)
  }

  @Test(arguments: [
    (409, "room_closed", VisitorEnd.roomClosed), (410, "sold_out", .soldOut), (410, "turn_expired", .tooLate),
    (410, "left", .tooLate), (403, "denied", .denied), (403, "challenge_required", .denied),
    (400, "bad_request", .gaveUp),
  ])
  func `a final refusal ends the visit`(_ status: Int, _ code: String, _ end: VisitorEnd) {
    let context = makeContext()
    var shopper = makeShopper()
    _ = shopper.arrive(context)
    #expect(shopper.receive(refused(status, code), context) == .end(end))
  }

  @Test func `a passing refusal is waited out, never shorter than told, and not for ever`() throws {
    let context = makeContext()
    var shopper = makeShopper()
    _ = shopper.arrive(context)
    for _ in 0..<Patience.triesMax {
      let delay = try #require(shopper.receive(refused(429, "rate_limited", retryAfter: 3), context).delay)
      #expect(delay >= .seconds(3) && delay <= .milliseconds(3_751))
      #expect(shopper.wake(context) == .send(.join(key: "key")))
    }
    #expect(shopper.receive(refused(429, "rate_limited", retryAfter: 3), context) == .end(.gaveUp))
    var lost = makeShopper()
    _ = lost.arrive(context)
    #expect(lost.receive(.failed("x"), context).delay != nil)
    #expect(lost.wake(context) == .send(.join(key: "key")), "with the same key, lest there be two places")
  }

  @Test func `a turn that went by is waited for again`() {
    let context = makeContext()
    var shopper = makeShopper()
    _ = shopper.arrive(context)
    #expect(shopper.receive(good(201, .place(place(nil, state: "admitted"))), context) == .send(.claim))
    #expect(shopper.receive(refused(409, "not_your_turn", retryAfter: 5), context) == .wait(.seconds(5)))
    #expect(shopper.wake(context) == .send(.poll))
    #expect(shopper.receive(good(200, .place(place(nil, state: "admitted"))), context) == .send(.claim))
    #expect(context.ledger[.admitted] == 1 && context.ledger.broken.isEmpty)
  }

  @Test func `a second claim has to give the same pass`() {
    for second in ["p", "q"] {
      let context = makeContext()
      var shopper = makeShopper(claimsTwice: true)
      _ = shopper.arrive(context)
      _ = shopper.receive(good(201, .place(place(nil, state: "admitted"))), context)
      #expect(shopper.receive(good(201, .pass(PassDocument(pass: "p", id: "j"))), context) == .send(.claim))
      #expect(shopper.receive(good(200, .pass(PassDocument(pass: second, id: "j"))), context) == .send(.look))
      #expect((context.ledger.broken.records[.samePassOnRetry] == nil) == (second == "p"))
      #expect(context.ledger[.passesRepeated] == 1 && context.ledger[.passes] == 1)
    }
  }

  @Test func `the door without a pass has to be shut`() {
    let context = makeContext()
    var shopper = makeShopper(triesDoor: true)
    #expect(shopper.arrive(context) == .send(.probe))
    #expect(shopper.receive(refused(429, "waiting_room_required", retryAfter: 1), context) == .send(.join(key: "key")))
    #expect(context.ledger.broken.isEmpty)
    var other = makeShopper(triesDoor: true)
    _ = other.arrive(context)
    _ = other.receive(good(200, .none), context)
    #expect(context.ledger.broken.records[.noWayInWithoutPass]?.count == 1)
  }

  @Test func `who waits at the end leaves the line`() {
    let context = makeContext()
    var shopper = makeShopper()
    _ = shopper.arrive(context)
    _ = shopper.receive(good(201, .place(place(3))), context)
    #expect(shopper.close(context) == .send(.leaveLine))
    #expect(shopper.receive(good(204, .none), context) == .end(.stillWaiting))
    var absent = makeShopper()
    #expect(absent.close(context) == .end(.stillWaiting))
  }
}
