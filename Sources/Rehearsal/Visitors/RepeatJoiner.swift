import Primitives

/// A robot that takes one place after the other, from one address, forgetting each: limits have to stop it.
struct RepeatJoiner: Visitor {
  private var joinsLeft: Int
  private var random: SeededRandom

  init(random: SeededRandom, joins: Int) {
    self.random = random
    joinsLeft = joins
  }

  mutating func arrive(_ context: VisitorContext) -> VisitorStep { join(context) }

  mutating func wake(_ context: VisitorContext) -> VisitorStep { join(context) }

  mutating func receive(_ answer: VisitorAnswer, _ context: VisitorContext) -> VisitorStep {
    if case .response(let response) = answer, response.isSuccess { context.ledger.count(.robotTickets) }
    guard joinsLeft > 0 else { return .end(.robotDone) }
    // It heeds no Retry-After.
    return .wait(.milliseconds(100 + Int(random.next() % 200)))
  }

  mutating func close(_ context: VisitorContext) -> VisitorStep { .end(.robotDone) }

  private mutating func join(_ context: VisitorContext) -> VisitorStep {
    joinsLeft -= 1
    context.ledger.count(.robotJoinsTried)
    return .send(.joinAnew)
  }
}
