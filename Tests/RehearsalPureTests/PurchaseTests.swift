import Primitives
import Testing

@testable import Rehearsal

@Suite struct PurchaseTests {
  /// A person who was just let in.
  private func inside(_ context: VisitorContext, _ shopper: Shopper) -> Shopper {
    var shopper = shopper
    _ = shopper.arrive(context)
    _ = shopper.receive(good(201, .place(place(nil, state: "admitted"))), context)
    #expect(shopper.receive(good(201, .pass(PassDocument(pass: "p", id: "j"))), context) == .send(.look))
    return shopper
  }

  /// And holds two seats.
  private func holding(_ context: VisitorContext, _ shopper: Shopper) throws -> Shopper {
    var shopper = inside(context, shopper)
    let wish = shopper.receive(good(200, availability(String(repeating: "A", count: 100))), context)
    guard case .send(.hold(.seats(let seats))) = wish else { throw Unexpected(step: wish) }
    #expect(seats.count == 2)
    let delay = try #require(shopper.receive(good(201, .hold(hold())), context).delay)
    let think = context.manners.think
    #expect(delay >= think * 0.05 && delay <= think * 5)
    return shopper
  }

  private struct Unexpected: Error { let step: VisitorStep }

  @Test func `looks, holds, thinks, pays, reads back, and reads again at the end`() throws {
    let context = makeContext()
    var shopper = try holding(context, makeShopper())
    guard case .send(.pay("h1", "test_ok", let key)) = shopper.wake(context) else { throw Unexpected(step: .end(nil)) }
    #expect(key.utf8.count == 32)
    #expect(shopper.receive(good(200, .hold(hold("CONFIRMED"))), context) == .send(.read(hold: "h1")))
    #expect(shopper.receive(good(200, .hold(hold("CONFIRMED"))), context) == .end(.bought))
    #expect(shopper.audit(context) == .send(.read(hold: "h1")))
    #expect(shopper.receive(.failed("x"), context).delay != nil && shopper.wake(context) == .send(.read(hold: "h1")))
    #expect(shopper.receive(good(200, .hold(hold("CONFIRMED"))), context) == .end(nil))
    let ledger = context.ledger
    #expect(ledger[.confirmed] == 1 && ledger[.seatsSold] == 2 && ledger[.readBack] == 1 && ledger[.readAtEnd] == 1)
    #expect(ledger.sales == [.init(hold: "h1", seats: ["S-1", "S-2"])] && ledger.broken.isEmpty)
  }

  @Test func `what was confirmed and isn't any more is a broken promise, at once and at the end`() throws {
    for atEnd in [false, true] {
      for answer in [
        refused(404, "not_found"), good(200, .hold(hold("EXPIRED"))), good(200, .hold(hold("CONFIRMED", seats: []))),
      ] {
        let context = makeContext()
        var shopper = try holding(context, makeShopper())
        _ = shopper.wake(context)
        _ = shopper.receive(good(200, .hold(hold("CONFIRMED"))), context)
        if atEnd {
          #expect(shopper.receive(good(200, .hold(hold("CONFIRMED"))), context) == .end(.bought))
          _ = shopper.audit(context)
        }
        #expect(shopper.receive(answer, context) == .end(atEnd ? nil : .bought))
        #expect(context.ledger.broken.records[.confirmedStays]?.count == 1)
      }
    }
  }

  @Test func `a payment that gets no answer is sent again under the same key`() throws {
    let context = makeContext()
    var shopper = try holding(context, makeShopper())
    let first = shopper.wake(context)
    #expect(shopper.receive(.failed("no answer in time"), context).delay != nil)
    #expect(shopper.wake(context) == first)
    #expect(shopper.receive(refused(503, "booking_unavailable", retryAfter: 2), context).delay != nil)
    #expect(shopper.wake(context) == first)
  }

  @Test func `a payment that isn't known yet is looked at until it is`() throws {
    let context = makeContext()
    var shopper = try holding(context, makeShopper(plan: .pay(["test_slow"])))
    _ = shopper.wake(context)
    var pending = VisitorResponse(status: 202, retryAfterSeconds: 2, document: .hold(hold("PAYMENT_PENDING")))
    #expect(shopper.receive(.response(pending), context) == .wait(.seconds(2)))
    #expect(shopper.wake(context) == .send(.read(hold: "h1")))
    pending.status = 200
    #expect(shopper.receive(.response(pending), context) == .wait(.seconds(1)))
    #expect(shopper.wake(context) == .send(.read(hold: "h1")))
    #expect(shopper.receive(good(200, .hold(hold("CONFIRMED"))), context) == .send(.read(hold: "h1")))
    #expect(context.ledger[.confirmed] == 1)
  }

  @Test func `a declined payment is tried another way, with another key, or given up`() throws {
    let context = makeContext()
    var shopper = try holding(context, makeShopper(plan: .pay(["test_decline", "test_ok"])))
    guard case .send(.pay(_, "test_decline", let first)) = shopper.wake(context) else {
      throw Unexpected(step: .end(nil))
    }
    #expect(shopper.receive(refused(402, "declined"), context) == .wait(.seconds(1)))
    guard case .send(.pay(_, "test_ok", let second)) = shopper.wake(context) else { throw Unexpected(step: .end(nil)) }
    #expect(first != second)
    #expect(shopper.receive(refused(402, "declined"), context) == .end(.declined))
    #expect(context.ledger[.paymentsDeclined] == 2)
  }

  @Test func `others walk away or give back`() throws {
    let context = makeContext()
    var walker = try holding(context, makeShopper(plan: .walkAway))
    #expect(walker.wake(context) == .end(.walkedAway))
    var giver = try holding(context, makeShopper(plan: .giveBack))
    #expect(giver.wake(context) == .send(.giveBack(hold: "h1")))
    #expect(giver.receive(good(204, .none), context) == .end(.gaveBack))
  }

  @Test func `lost seats are looked for again, a few times`() throws {
    let context = makeContext()
    var shopper = inside(context, makeShopper())
    for attempt in 1...Purchase.attemptsMax {
      #expect(shopper.receive(good(200, availability(String(repeating: "A", count: 100))), context).request != nil)
      let step = shopper.receive(refused(409, "seat_unavailable", retryAfter: 1), context)
      if attempt == Purchase.attemptsMax {
        #expect(step == .end(.foundNoSeats))
      } else {
        #expect(step.delay != nil && shopper.wake(context) == .send(.look))
      }
    }
    #expect(context.ledger[.holdsLost] == Purchase.attemptsMax && context.ledger[.holdsTried] == Purchase.attemptsMax)
  }

  @Test func `nothing free, sold out, too late`() throws {
    let context = makeContext(seats: 4)
    var late = inside(context, makeShopper())
    #expect(late.receive(good(200, availability("HHSS")), context) == .end(.foundNoSeats))
    var sold = inside(context, makeShopper())
    _ = sold.receive(good(200, availability("AAAA")), context)
    #expect(sold.receive(refused(409, "sold_out"), context) == .end(.soldOut))
    var expired = inside(context, makeShopper())
    _ = expired.receive(good(200, availability("AAAA")), context)
    #expect(expired.receive(refused(403, "pass_required"), context) == .end(.tooLate))
  }

  @Test func `best available and general admission ask for a number`() throws {
    let context = makeContext(seats: 4)
    var best = inside(context, makeShopper(usesBest: true))
    #expect(best.receive(good(200, availability("ASSS")), context) == .send(.hold(.best(2))))
    var general = inside(context, makeShopper())
    let places = AnswerDocument.availability(AvailabilityDocument(seats: nil, free: 10))
    #expect(general.receive(good(200, places), context) == .send(.hold(.places(2))))
  }

  @Test func `more seats than an order may have break a promise`() throws {
    let context = makeContext()
    var shopper = inside(context, makeShopper())
    _ = shopper.receive(good(200, availability(String(repeating: "A", count: 100))), context)
    _ = shopper.receive(good(201, .hold(hold(seats: ["1", "2", "3", "4", "5"]))), context)
    #expect(context.ledger.broken.records[.onePassOneOrder]?.count == 1)
  }

  @Test func `who is paying at the end finishes, who thinks is cut short`() throws {
    let context = makeContext()
    var thinking = try holding(context, makeShopper())
    #expect(thinking.close(context) == .end(.cutShort))
    var paying = try holding(context, makeShopper())
    let payment = paying.wake(context)
    #expect(paying.receive(.failed("x"), context).delay != nil && paying.close(context) == payment)
    #expect(thinking.audit(context) == .end(nil))
  }

  @Test func `seats are chosen side by side where they can be, and only free ones`() {
    let catalogue = SeatCatalogue(seats: (0..<10).map { "S-\($0)" })
    var random = SeededRandom(seed: 1)
    for pattern in 0..<1_024 {
      let letters = (0..<10).map { pattern >> $0 & 1 == 1 ? UInt8(ascii: "A") : UInt8(ascii: "S") }
      let hasPair = (0..<9).contains { letters[$0] == letters[$0 + 1] && letters[$0] == UInt8(ascii: "A") }
      let chosen = SeatChoice.choose(2, from: letters, catalogue, using: &random)
      #expect((chosen == nil) == (pattern == 0) && chosen?.count ?? 0 == (pattern == 0 ? 0 : hasPair ? 2 : 1))
      for seat in chosen ?? [] { #expect(letters[Int(seat.dropFirst(2)) ?? 0] == UInt8(ascii: "A")) }
    }
  }

  @Test func `availability comes as letters or packed`() {
    func letters(_ text: String, _ count: Int) -> [UInt8]? {
      AvailabilityDocument(seats: Array(text.utf8), free: 1).letters(count: count)
    }
    #expect(letters("AHSAA", 5) == Array("AHSAA".utf8))
    // Seats 0 to 3 lie in the lowest bits first: A, H, S, A, then A, H.
    #expect(letters(Base64URL.encode([0b00_10_01_00, 0b01_00]), 6) == Array("AHSAAH".utf8))
    #expect(letters("AHSA", 40) == nil && letters("!!!!!", 12) == nil)
    #expect(AvailabilityDocument(seats: nil, free: 1).letters(count: 5) == nil)
  }
}
