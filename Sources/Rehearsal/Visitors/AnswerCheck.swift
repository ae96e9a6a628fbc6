/// What holds for every answer, whatever was asked: counts it, and notes the promises it breaks.
enum AnswerCheck {
  /// Refusals that may later succeed: each says when to come again.
  private static let retryable: Set<String> = [
    "rate_limited", "queue_unavailable", "booking_unavailable", "overloaded", "contended", "not_your_turn",
    "waiting_room_required",
  ]

  static func note(_ answer: VisitorAnswer, to request: VisitorRequest, _ context: VisitorContext) {
    let ledger = context.ledger
    guard case .response(let response) = answer else {
      if case .failed(let why) = answer { ledger.failed(why) }
      return
    }
    ledger.count(.responses)
    if case .unreadable(let why) = response.document {
      ledger.broken.note(.answerIsReadable, "\(name(request)): \(response.name): \(why)")
    }
    guard response.status >= 400 else { return }
    ledger.refused(response.name)
    if response.status >= 500, !context.manners.toleratesFaults {
      ledger.broken.note(.noServerFault, "\(name(request)): \(response.name)")
    }
    if let code = response.code, retryable.contains(code), response.retryAfterSeconds == nil {
      ledger.broken.note(.refusalSaysWhen, "\(name(request)): \(response.name) without Retry-After")
    }
  }

  /// The request in a word or two, for messages.
  static func name(_ request: VisitorRequest) -> String {
    switch request {
    case .probe: "protected route without a pass"
    case .join, .joinAnew: "join"
    case .poll: "poll"
    case .claim: "claim"
    case .claimWithoutTicket: "claim without a ticket"
    case .leaveLine: "leave"
    case .look: "availability"
    case .hold: "hold"
    case .holdForged: "hold with a forged pass"
    case .pay: "pay"
    case .read: "look at the hold"
    case .giveBack: "give back"
    }
  }
}
