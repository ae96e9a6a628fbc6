import Primitives

extension Purchase {
  /// Sends the payment; a retry of the same method has the same key.
  mutating func pay(_ hold: HoldDocument) -> VisitorStep {
    guard case .pay(let methods) = plan else { return .end(.walkedAway) }
    if phase != .paying(hold) {
      key = RandomID(using: &random).hex
      phase = .paying(hold)
    }
    return .send(.pay(hold: hold.id, method: methods[min(declined, methods.count - 1)], key: key))
  }

  mutating func receivePayment(
    _ answer: VisitorAnswer, _ hold: HoldDocument, _ context: VisitorContext
  ) -> VisitorStep {
    guard case .response(let response) = answer else { return tryAgain(answer) }
    switch response.status {
    case 200: return confirmed(hold, response, context)
    case 202:
      phase = .settling(hold)
      return .wait(.seconds(response.retryAfterSeconds ?? 1))
    case 402:
      context.ledger.count(.paymentsDeclined)
      declined += 1
      guard case .pay(let methods) = plan, declined < methods.count else { return .end(.declined) }
      patience.reset()
      phase = .thinking(hold)
      return .wait(.seconds(1))
    case 409 where response.code == "idempotency_in_progress" || response.code == "payment_in_progress":
      phase = .settling(hold)
      return .wait(.seconds(response.retryAfterSeconds ?? 1))
    case 409 where response.code == "already_confirmed":
      phase = .settling(hold)
      return .send(.read(hold: hold.id))
    default: return tryAgain(answer)
    }
  }

  mutating func receiveSettlement(
    _ answer: VisitorAnswer, _ hold: HoldDocument, _ context: VisitorContext
  ) -> VisitorStep {
    guard case .response(let response) = answer, response.isSuccess, case .hold(let now) = response.document else {
      return tryAgain(answer)
    }
    switch now.status {
    case "CONFIRMED": return confirmed(hold, response, context)
    case "PAYMENT_PENDING":
      looks += 1
      return looks < Purchase.looksMax ? .wait(.seconds(1)) : .end(.gaveUp)
    case "HELD":
      // The payment came to nothing without a word: ask for it again, by its key.
      looks += 1
      phase = .thinking(hold)
      return looks < Purchase.looksMax ? .wait(.seconds(1)) : .end(.gaveUp)
    default: return .end(.tooLate)
    }
  }

  private mutating func confirmed(
    _ hold: HoldDocument, _ response: VisitorResponse, _ context: VisitorContext
  ) -> VisitorStep {
    context.ledger.count(.confirmed)
    context.ledger.count(.seatsSold, by: hold.count)
    context.ledger.sold(RunLedger.Sale(hold: hold.id, seats: hold.seats))
    bought = hold
    patience.reset()
    phase = .readingBack(hold)
    return .send(.read(hold: hold.id))
  }

  /// Looks whether what was confirmed is confirmed.
  mutating func receiveConfirmed(
    _ answer: VisitorAnswer, _ hold: HoldDocument, _ context: VisitorContext, _ counter: Counter, _ next: VisitorStep
  ) -> VisitorStep {
    guard case .response(let response) = answer else { return tryAgain(answer) }
    if let delay = patience.delay(after: answer) { return .wait(delay) }
    context.ledger.count(counter)
    if case .hold(let now) = response.document, now.status == "CONFIRMED", now.seats == hold.seats { return next }
    context.ledger.broken.note(.confirmedStays, "hold \(hold.id) was confirmed and reads \(response.name)")
    return next
  }
}
