import Primitives

/// A robot with one ticket that polls twenty times a second: it has to be told to slow down, and gains nothing.
struct HastyPoller: Visitor {
  private var hasJoined = false
  private var pollsLeft: Int
  private var watch = PlaceWatch()
  private let key: String
  private var patience: Patience

  init(random: SeededRandom, polls: Int) {
    var random = random
    pollsLeft = polls
    key = RandomID(using: &random).hex
    patience = Patience(random: random)
  }

  mutating func arrive(_ context: VisitorContext) -> VisitorStep { .send(.join(key: key)) }

  mutating func wake(_ context: VisitorContext) -> VisitorStep {
    guard hasJoined else { return .send(.join(key: key)) }
    pollsLeft -= 1
    context.ledger.count(.robotPollsTried)
    return .send(.poll)
  }

  mutating func receive(_ answer: VisitorAnswer, _ context: VisitorContext) -> VisitorStep {
    guard case .response(let response) = answer else { return pause(answer, context) }
    if case .place(let place) = response.document {
      if !hasJoined { context.ledger.count(.robotTickets) }
      hasJoined = true
      watch.observe(place, context.ledger)
    }
    guard hasJoined else { return pause(answer, context) }
    if response.status == 429 { context.ledger.count(.robotPollsRefused) }
    guard pollsLeft > 0, response.isSuccess || response.status == 429 else { return end(context) }
    return .wait(.milliseconds(50))
  }

  mutating func close(_ context: VisitorContext) -> VisitorStep { end(context) }

  private mutating func pause(_ answer: VisitorAnswer, _ context: VisitorContext) -> VisitorStep {
    patience.delay(after: answer).map { .wait($0) } ?? end(context)
  }

  private mutating func end(_ context: VisitorContext) -> VisitorStep {
    watch.finish(context.ledger)
    return .end(.robotDone)
  }
}
