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
    let values = ["title": what]
    return switch model.state {
    case .join: language(.headingJoin, values)
    case .prequeue: language(.headingPrequeue, values)
    case .waiting: language(.headingWaiting, values)
    case .paused: language(.headingPaused, values)
    case .recovering: language(.headingRecovering, values)
    case .admitted: language(.headingAdmitted, values)
    case .closed: language(.headingClosed, values)
    case .soldOut: language(.headingSoldOut, values)
    case .turnExpired: language(.headingTurnExpired, values)
    case .left: language(.headingLeft, values)
    case .unknownTicket: language(.headingUnknownTicket, values)
    case .error: language(.headingError, values)
    }
  }

  var lead: String {
    let values = ["title": what]
    return switch model.state {
    case .join: language(.leadJoin, values)
    case .prequeue: language(model.order == .lottery ? .leadPrequeueLottery : .leadPrequeueFifo, values)
    case .waiting: language(.leadWaiting, values)
    case .paused: language(.leadPaused, values)
    case .recovering: language(.leadRecovering, values)
    case .admitted: language(.leadAdmitted, values)
    case .closed: language(.leadClosed, values)
    case .soldOut: language(.leadSoldOut, values)
    case .turnExpired: language(.leadTurnExpired, values)
    case .left: language(.leadLeft, values)
    case .unknownTicket: language(.leadUnknownTicket, values)
    case .error: language(.leadError, values)
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
