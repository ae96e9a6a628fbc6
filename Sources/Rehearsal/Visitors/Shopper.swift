import Primitives

/// A person who wants tickets: comes, perhaps tries the door, waits in line, is let in, buys or doesn't.
struct Shopper: Visitor {
  private enum Stage {
    /// Becomes `probing` or `line`.
    case outside
    /// Tries the protected route without a pass, then `line`.
    case probing
    /// Becomes `inside` with a pass, or ends.
    case line(LineWalk)
    /// Ends.
    case inside(Purchase)
  }

  private var stage = Stage.outside
  private let line: LineWalk
  private let purchase: Purchase
  private let triesDoor: Bool

  /// Everything that chance decides about a person is decided here, from the seed.
  init(random: SeededRandom, manners: Manners) {
    var random = random
    triesDoor = random.unit() < 0.1
    line = LineWalk(
      key: RandomID(using: &random).hex, claimsTwice: random.unit() < 0.05,
      patience: Patience(random: SeededRandom(seed: random.next())))
    purchase = Purchase(
      seatsCount: 1 + Int(random.next() % UInt64(max(1, manners.seatsMax))),
      plan: Shopper.plan(manners, using: &random), usesBest: random.unit() < 0.3,
      random: SeededRandom(seed: random.next()))
  }

  init(line: LineWalk, purchase: Purchase, triesDoor: Bool) {
    self.line = line
    self.purchase = purchase
    self.triesDoor = triesDoor
  }

  private static func plan(_ manners: Manners, using random: inout SeededRandom) -> Purchase.Plan {
    guard random.unit() < manners.payShare else { return random.unit() < 0.5 ? .giveBack : .walkAway }
    switch random.unit() {
    case ..<0.90: return .pay(["test_ok"])
    case ..<0.94: return .pay(["test_decline", "test_ok"])
    case ..<0.97: return .pay(["test_slow"])
    case ..<0.99: return .pay(["test_lost_reply"])
    default: return .pay(["test_decline", "test_decline", "test_decline"])
    }
  }

  mutating func arrive(_ context: VisitorContext) -> VisitorStep {
    guard triesDoor else { return enterLine(context) }
    stage = .probing
    return .send(.probe)
  }

  mutating func receive(_ answer: VisitorAnswer, _ context: VisitorContext) -> VisitorStep {
    switch stage {
    case .outside: return .end(.gaveUp)
    case .probing:
      DoorCheck.note(answer, "no pass at all", context)
      return enterLine(context)
    case .line(var walk):
      let step = walk.receive(answer, context)
      return follow(step, walk, context)
    case .inside(var purchase):
      let step = purchase.receive(answer, context)
      stage = .inside(purchase)
      return step
    }
  }

  mutating func wake(_ context: VisitorContext) -> VisitorStep {
    switch stage {
    case .outside, .probing: return arrive(context)
    case .line(var walk):
      let step = walk.wake()
      return follow(step, walk, context)
    case .inside(var purchase):
      let step = purchase.wake(context)
      stage = .inside(purchase)
      return step
    }
  }

  mutating func close(_ context: VisitorContext) -> VisitorStep {
    switch stage {
    case .outside, .probing: return .end(.stillWaiting)
    case .line(var walk):
      let step = walk.leave(context)
      return follow(step, walk, context)
    case .inside(let purchase): return purchase.isPaying ? wake(context) : .end(.cutShort)
    }
  }

  mutating func audit(_ context: VisitorContext) -> VisitorStep {
    guard case .inside(var purchase) = stage, let bought = purchase.bought else { return .end(nil) }
    purchase.phase = .auditing(bought)
    stage = .inside(purchase)
    return .send(.read(hold: bought.id))
  }

  private mutating func enterLine(_ context: VisitorContext) -> VisitorStep {
    var walk = line
    let step = walk.begin()
    return follow(step, walk, context)
  }

  private mutating func follow(_ step: LineWalk.Step, _ walk: LineWalk, _ context: VisitorContext) -> VisitorStep {
    stage = .line(walk)
    switch step {
    case .send(let request): return .send(request)
    case .wait(let delay): return .wait(delay)
    case .end(let end): return .end(end)
    case .through:
      var purchase = purchase
      let step = purchase.begin()
      stage = .inside(purchase)
      return step
    }
  }
}
