/// What the room's page shows. A paused room is `paused` instead of `waiting`.
public enum WaitingPageState: String, Sendable, CaseIterable {
  /// No ticket yet: offers to join.
  case join
  case prequeue
  case waiting
  case paused
  case recovering
  case admitted
  case closed
  case soldOut = "sold_out"
  case turnExpired = "turn_expired"
  case left
  /// A ticket that this room doesn't know.
  case unknownTicket = "unknown_ticket"
  /// The store is away: 503. The place is safe.
  case error

  /// Whether time alone may change it, so that the page looks again by itself.
  public var isPending: Bool {
    switch self {
    case .prequeue, .waiting, .paused, .recovering, .error: true
    case .join, .admitted, .closed, .soldOut, .turnExpired, .left, .unknownTicket: false
    }
  }

  /// Whether there is a place that could be given up.
  public var hasPlace: Bool {
    switch self {
    case .prequeue, .waiting, .paused, .recovering, .admitted: true
    case .join, .closed, .soldOut, .turnExpired, .left, .unknownTicket, .error: false
    }
  }

  /// Whether a new place may be asked for.
  public var offersJoin: Bool {
    switch self {
    case .join, .turnExpired, .left, .unknownTicket: true
    case .prequeue, .waiting, .paused, .recovering, .admitted, .closed, .soldOut, .error: false
    }
  }
}
