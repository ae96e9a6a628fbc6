import Primitives

/// A robot that waits its turn as told, and then tries to hold as much as it can with its one pass.
struct HoldHammerer: Visitor {
  private enum Stage {
    case line(LineWalk)
    case hammering
  }

  private var stage: Stage
  private var random: SeededRandom
  private var holdsLeft: Int
  /// Seats in each hold that it has won.
  private var won: [String: Int] = [:]

  init(random: SeededRandom, holds: Int) {
    var random = random
    holdsLeft = holds
    let patience = Patience(random: SeededRandom(seed: random.next()))
    stage = .line(LineWalk(key: RandomID(using: &random).hex, claimsTwice: false, patience: patience))
    self.random = random
  }

  mutating func arrive(_ context: VisitorContext) -> VisitorStep {
    guard case .line(var walk) = stage else { return .end(.robotDone) }
    return follow(walk.begin(), walk, context)
  }

  mutating func wake(_ context: VisitorContext) -> VisitorStep {
    guard case .line(var walk) = stage else { return hammer(context) }
    return follow(walk.wake(), walk, context)
  }

  mutating func receive(_ answer: VisitorAnswer, _ context: VisitorContext) -> VisitorStep {
    if case .line(var walk) = stage {
      let step = walk.receive(answer, context)
      return follow(step, walk, context)
    }
    if case .response(let response) = answer, response.isSuccess, case .hold(let hold) = response.document {
      context.ledger.count(.hammersWon)
      won[hold.id] = hold.count
      let seats = won.values.reduce(0, +)
      if seats > context.catalogue.seatsPerOrderMax {
        context.ledger.broken.note(.onePassOneOrder, "one pass holds \(seats) seats in \(won.count) holds")
      }
    }
    guard holdsLeft > 0 else { return .end(.robotDone) }
    return .wait(.milliseconds(20 + Int(random.next() % 80)))
  }

  mutating func close(_ context: VisitorContext) -> VisitorStep {
    guard case .line(var walk) = stage else { return .end(.robotDone) }
    return follow(walk.leave(context), walk, context)
  }

  private mutating func hammer(_ context: VisitorContext) -> VisitorStep {
    holdsLeft -= 1
    context.ledger.count(.hammersTried)
    let count = 1 + Int(random.next() % 4)
    guard !context.catalogue.seats.isEmpty else { return .send(.hold(.places(count))) }
    let start = Int(random.next() % UInt64(max(1, context.catalogue.seats.count - count)))
    let seats = context.catalogue.seats[start..<min(context.catalogue.seats.count, start + count)]
    return .send(.hold(.seats(Array(seats))))
  }

  private mutating func follow(_ step: LineWalk.Step, _ walk: LineWalk, _ context: VisitorContext) -> VisitorStep {
    stage = .line(walk)
    switch step {
    case .send(let request): return .send(request)
    case .wait(let delay): return .wait(delay)
    case .end: return .end(.robotDone)
    case .through:
      stage = .hammering
      return hammer(context)
    }
  }
}
