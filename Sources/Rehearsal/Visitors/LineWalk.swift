import Primitives

/// The way of one ticket through the line: join, poll as told, claim.
struct LineWalk {
  enum Phase: Equatable {
    /// Becomes `waiting`, or ends.
    case joining
    /// Becomes `claiming` when the turn has come, or ends.
    case waiting
    /// Becomes `reclaiming` or ends well; goes back to `waiting` if the turn went by meanwhile.
    case claiming
    /// Claims a second time, to see the same pass.
    case reclaiming(PassDocument)
    case leaving
  }

  enum Step: Equatable {
    case send(VisitorRequest)
    case wait(Duration)
    case through
    case end(VisitorEnd)
  }

  private(set) var phase = Phase.joining
  private let key: String
  private let claimsTwice: Bool
  private var patience: Patience
  private var watch = PlaceWatch()
  private var joinedAt: MonotonicInstant?
  /// What was said of the wait when it began.
  private var told: ToldEstimate?

  init(key: String, claimsTwice: Bool, patience: Patience) {
    self.key = key
    self.claimsTwice = claimsTwice
    self.patience = patience
  }

  mutating func begin() -> Step { .send(.join(key: key)) }

  /// Leaves the line for good.
  mutating func leave(_ context: VisitorContext) -> Step {
    watch.finish(context.ledger)
    guard phase == .waiting else { return .end(.stillWaiting) }
    phase = .leaving
    return .send(.leaveLine)
  }

  mutating func wake() -> Step {
    switch phase {
    case .joining: .send(.join(key: key))
    case .waiting: .send(.poll)
    case .claiming, .reclaiming: .send(.claim)
    case .leaving: .send(.leaveLine)
    }
  }

  mutating func receive(_ answer: VisitorAnswer, _ context: VisitorContext) -> Step {
    switch phase {
    case .joining: receiveJoin(answer, context)
    case .waiting: receivePlace(answer, context)
    case .claiming: receivePass(answer, context)
    case .reclaiming(let pass): receiveSecond(answer, pass, context)
    case .leaving: .end(.stillWaiting)
    }
  }

  private mutating func receiveJoin(_ answer: VisitorAnswer, _ context: VisitorContext) -> Step {
    guard case .response(let response) = answer, response.isSuccess, case .place(let place) = response.document else {
      return tryAgain(answer, context)
    }
    context.ledger.count(response.status == 201 ? .joins : .joinsKnown)
    joinedAt = context.now
    told = place.estimate
    patience.reset()
    phase = .waiting
    return look(at: place, context)
  }

  private mutating func receivePlace(_ answer: VisitorAnswer, _ context: VisitorContext) -> Step {
    guard case .response(let response) = answer else { return tryAgain(answer, context) }
    guard response.isSuccess, case .place(let place) = response.document else {
      if response.status == 401 || response.status == 404 {
        context.ledger.broken.note(
          .ticketKeepsItsPlace, "a poll with the ticket of \(watch.name) was answered \(response.name)")
      }
      return tryAgain(answer, context)
    }
    patience.reset()
    return look(at: place, context)
  }

  private mutating func look(at place: PlaceDocument, _ context: VisitorContext) -> Step {
    watch.observe(place, context.ledger)
    guard place.state == "admitted" else { return .wait(.milliseconds(max(1, place.pollAfterMilliseconds))) }
    if let joinedAt {
      context.ledger.count(.admitted)
      note(context.now - joinedAt, context)
      self.joinedAt = nil
    }
    phase = .claiming
    return .send(.claim)
  }

  private func note(_ wait: Duration, _ context: VisitorContext) {
    context.ledger.waited(wait)
    guard let told else { return }
    context.ledger.count(.estimatesTold)
    if wait <= .seconds(told.p50Seconds) { context.ledger.count(.waitsUnderP50) }
    if wait <= .seconds(told.p90Seconds) { context.ledger.count(.waitsUnderP90) }
  }

  private mutating func receivePass(_ answer: VisitorAnswer, _ context: VisitorContext) -> Step {
    guard case .response(let response) = answer else { return tryAgain(answer, context) }
    if response.status == 409, response.code == "not_your_turn" {
      // The turn went by before it was claimed: it is owed, and comes again.
      phase = .waiting
      return .wait(.seconds(response.retryAfterSeconds ?? 1))
    }
    guard response.isSuccess, case .pass(let pass) = response.document else { return tryAgain(answer, context) }
    context.ledger.count(.passes)
    context.ledger.gotPass(pass.id)
    patience.reset()
    guard claimsTwice else { return through(context) }
    phase = .reclaiming(pass)
    return .send(.claim)
  }

  private mutating func receiveSecond(
    _ answer: VisitorAnswer, _ first: PassDocument, _ context: VisitorContext
  ) -> Step {
    guard case .response(let response) = answer, response.isSuccess, case .pass(let second) = response.document else {
      return tryAgain(answer, context)
    }
    context.ledger.count(.passesRepeated)
    if second != first {
      context.ledger.broken.note(.samePassOnRetry, "\(watch.name) got pass \(first.id), then \(second.id)")
    }
    return through(context)
  }

  private mutating func through(_ context: VisitorContext) -> Step {
    watch.finish(context.ledger)
    return .through
  }

  /// Waits as it was told, or ends with what the refusal means.
  private mutating func tryAgain(_ answer: VisitorAnswer, _ context: VisitorContext) -> Step {
    if let delay = patience.delay(after: answer) { return .wait(delay) }
    watch.finish(context.ledger)
    guard case .response(let response) = answer else { return .end(.gaveUp) }
    switch response.code {
    case "sold_out": return .end(.soldOut)
    case "room_closed": return .end(.roomClosed)
    case "denied", "challenge_required": return .end(.denied)
    case "turn_expired", "left": return .end(.tooLate)
    default: return .end(.gaveUp)
    }
  }
}
