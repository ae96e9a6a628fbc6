/// What each state is called and says.
extension WaitingPage {
  var badge: String {
    switch model.state {
    case .join: language(.badgeJoin)
    case .prequeue: language(.badgePrequeue)
    case .waiting: language(.badgeWaiting)
    case .paused: language(.badgePaused)
    case .recovering: language(.badgeRecovering)
    case .admitted: language(.badgeAdmitted)
    case .closed: language(.badgeClosed)
    case .soldOut: language(.badgeSoldOut)
    case .turnExpired, .left, .unknownTicket: language(.badgeNoPlace)
    case .error: language(.badgeError)
    }
  }

  var heading: String {
    switch model.state {
    case .join: naming(.headingJoin, or: .headingJoinPlain)
    case .prequeue: naming(.headingPrequeue, or: .headingPrequeuePlain)
    case .waiting: naming(.headingWaiting, or: .headingWaitingPlain)
    case .paused: language(.headingPaused)
    case .recovering: language(.headingRecovering)
    case .admitted: language(.headingAdmitted)
    case .closed: language(.headingClosed)
    case .soldOut: language(.headingSoldOut)
    case .turnExpired: language(.headingTurnExpired)
    case .left: language(.headingLeft)
    case .unknownTicket: language(.headingUnknownTicket)
    case .error: language(.headingError)
    }
  }

  /// The phrase that names what people wait for, or the other where that has no name.
  private func naming(_ phrase: Phrase, or plain: Phrase) -> String {
    model.title.map { language(phrase, ["title": $0]) } ?? language(plain)
  }

  var lead: String {
    switch model.state {
    case .join: language(.leadJoin)
    case .prequeue: language(model.order == .lottery ? .leadPrequeueLottery : .leadPrequeueFifo)
    case .waiting: language(.leadWaiting)
    case .paused: language(.leadPaused)
    case .recovering: language(.leadRecovering)
    case .admitted: language(.leadAdmitted)
    case .closed: language(.leadClosed)
    case .soldOut: language(.leadSoldOut)
    case .turnExpired: language(.leadTurnExpired)
    case .left: language(.leadLeft)
    case .unknownTicket: language(.leadUnknownTicket)
    case .error: language(.leadError)
    }
  }

  /// The hero's look, by meaning.
  var tone: String {
    switch model.state {
    case .admitted: "go"
    case .paused, .recovering, .error: "hold"
    case .closed, .soldOut, .turnExpired, .left, .unknownTicket: "end"
    case .join, .prequeue, .waiting: "line"
    }
  }
}
