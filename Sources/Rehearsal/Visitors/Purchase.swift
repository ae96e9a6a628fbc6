import Glibc
import Primitives

/// What somebody does who was let in: look, hold, think, pay or walk away.
struct Purchase {
  enum Phase: Equatable {
    /// Becomes `holding`, or ends when nothing is free.
    case looking
    /// Becomes `thinking`, or `looking` again when the seats were taken.
    case holding(HoldWish)
    /// Becomes `paying` or `givingBack`, or ends without a word.
    case thinking(HoldDocument)
    /// Becomes `readingBack`, `settling`, or `thinking` again after a decline.
    case paying(HoldDocument)
    /// The outcome of the payment isn't known yet: looks until it is.
    case settling(HoldDocument)
    /// Confirmed: sees whether it says so afterwards.
    case readingBack(HoldDocument)
    case givingBack(HoldDocument)
    /// Long afterwards: sees whether it still says so.
    case auditing(HoldDocument)
  }

  enum Plan: Equatable {
    /// Pays by these methods, one after the other as long as they are declined.
    case pay([String])
    case giveBack
    case walkAway
  }

  static let attemptsMax = 8
  /// How often a payment that isn't settled is looked at, a second apart.
  static let looksMax = 120

  var phase = Phase.looking
  let seatsCount: Int
  let plan: Plan
  let usesBest: Bool
  var random: SeededRandom
  var patience: Patience
  var attempts = 0
  var looks = 0
  var declined = 0
  var key = ""
  /// What was bought, for the audit.
  var bought: HoldDocument?

  init(seatsCount: Int, plan: Plan, usesBest: Bool, random: SeededRandom) {
    self.seatsCount = seatsCount
    self.plan = plan
    self.usesBest = usesBest
    self.random = random
    patience = Patience(random: random)
  }

  /// Whether anything is owed to the server: a payment under way is seen through.
  var isPaying: Bool {
    switch phase {
    case .paying, .settling, .readingBack: true
    default: false
    }
  }

  mutating func begin() -> VisitorStep { .send(.look) }

  mutating func wake(_ context: VisitorContext) -> VisitorStep {
    switch phase {
    case .looking: return .send(.look)
    case .holding(let wish): return .send(.hold(wish))
    case .thinking(let hold): return decide(hold)
    case .paying(let hold): return pay(hold)
    case .settling(let hold), .readingBack(let hold), .auditing(let hold): return .send(.read(hold: hold.id))
    case .givingBack(let hold): return .send(.giveBack(hold: hold.id))
    }
  }

  mutating func receive(_ answer: VisitorAnswer, _ context: VisitorContext) -> VisitorStep {
    switch phase {
    case .looking: return receiveLook(answer, context)
    case .holding: return receiveHold(answer, context)
    case .thinking: return .end(.gaveUp)
    case .paying(let hold): return receivePayment(answer, hold, context)
    case .settling(let hold): return receiveSettlement(answer, hold, context)
    case .readingBack(let hold): return receiveConfirmed(answer, hold, context, .readBack, .end(.bought))
    case .auditing(let hold): return receiveConfirmed(answer, hold, context, .readAtEnd, .end(nil))
    case .givingBack: return receiveGivenBack(answer)
    }
  }

  private mutating func receiveLook(_ answer: VisitorAnswer, _ context: VisitorContext) -> VisitorStep {
    guard case .response(let response) = answer, case .availability(let availability) = response.document else {
      return tryAgain(answer)
    }
    patience.reset()
    guard availability.free > 0 else { return .end(.foundNoSeats) }
    if availability.seats == nil { return hold(.places(seatsCount), context) }
    guard let letters = availability.letters(count: context.catalogue.seats.count) else {
      context.ledger.broken.note(.answerIsReadable, "availability isn't of \(context.catalogue.seats.count) seats")
      return .end(.gaveUp)
    }
    if usesBest { return hold(.best(seatsCount), context) }
    let chosen = SeatChoice.choose(seatsCount, from: letters, context.catalogue, using: &random)
    return chosen.map { hold(.seats($0), context) } ?? .end(.foundNoSeats)
  }

  private mutating func hold(_ wish: HoldWish, _ context: VisitorContext) -> VisitorStep {
    context.ledger.count(.holdsTried)
    phase = .holding(wish)
    return .send(.hold(wish))
  }

  private mutating func receiveHold(_ answer: VisitorAnswer, _ context: VisitorContext) -> VisitorStep {
    guard case .response(let response) = answer else { return tryAgain(answer) }
    if response.isSuccess, case .hold(let hold) = response.document {
      context.ledger.count(.holdsWon)
      context.ledger.count(.seatsHeld, by: hold.count)
      if hold.count > context.catalogue.seatsPerOrderMax {
        context.ledger.broken.note(.onePassOneOrder, "hold \(hold.id) has \(hold.count) seats")
      }
      patience.reset()
      phase = .thinking(hold)
      return .wait(thinkingTime(context))
    }
    guard response.status == 409 else { return tryAgain(answer) }
    context.ledger.count(.holdsLost)
    attempts += 1
    guard attempts < Purchase.attemptsMax, response.code != "sold_out", response.code != "limit_exceeded" else {
      return .end(response.code == "sold_out" ? .soldOut : .foundNoSeats)
    }
    phase = .looking
    return .wait(.milliseconds(300 + Int(random.next() % 700)))
  }

  /// Most decide soon, some take long: exponential, between a twentieth and five times the mean.
  private mutating func thinkingTime(_ context: VisitorContext) -> Duration {
    context.manners.think * min(5, max(0.05, -log(1 - random.unit())))
  }

  private mutating func decide(_ hold: HoldDocument) -> VisitorStep {
    switch plan {
    case .pay: return pay(hold)
    case .giveBack:
      phase = .givingBack(hold)
      return .send(.giveBack(hold: hold.id))
    case .walkAway: return .end(.walkedAway)
    }
  }

  private mutating func receiveGivenBack(_ answer: VisitorAnswer) -> VisitorStep {
    guard case .response(let response) = answer, response.isSuccess || response.status == 404 else {
      return tryAgain(answer)
    }
    return .end(.gaveBack)
  }

  mutating func tryAgain(_ answer: VisitorAnswer) -> VisitorStep {
    if let delay = patience.delay(after: answer) { return .wait(delay) }
    guard case .response(let response) = answer else { return .end(.gaveUp) }
    switch response.code {
    case "sold_out": return .end(.soldOut)
    case "hold_expired", "pass_required", "waiting_room_required": return .end(.tooLate)
    default: return .end(.gaveUp)
    }
  }
}
