public import Primitives

/// Where a ticket stands.
public enum Place: Equatable, Sendable {
  /// `ahead`: how many have smaller keys and no turn yet.
  case waiting(ahead: Int)
  /// The room isn't open yet.
  case prequeue(ahead: Int)
  /// The line is being put together again after a loss; nobody knows his position.
  case recovering
  /// Next by right, within the rate. `owedAhead`: how many others are owed a turn before.
  case owed(owedAhead: Int)
  /// Missed several turns; the next is due by right from that moment on.
  case owedLater(from: WallInstant)
  /// May claim its turn.
  case released(turn: Int, until: WallInstant)
  /// Has claimed it.
  case claimed(turn: Int, until: WallInstant)
  /// Claimed it, and the time ran out.
  case expired(turn: Int)
  case complete(turn: Int)
  case revoked(turn: Int)
  case left
  /// Another ticket of the same user stands in for it.
  case replaced
  /// The room is closed; the place is kept.
  case closed
  /// The room is sold out; the place is kept.
  case soldOut

  /// Nothing comes of this ticket any more: its owner may take a new place.
  public var isOver: Bool {
    switch self {
    case .expired, .complete, .revoked, .left, .replaced: true
    case .waiting, .prequeue, .recovering, .owed, .owedLater, .released, .claimed, .closed, .soldOut: false
    }
  }
}

public struct PlaceReply: Equatable, Sendable {
  /// Redis' instant of the answer.
  public let at: WallInstant
  public let place: Place

  public init(at: WallInstant, place: Place) {
    self.at = at
    self.place = place
  }
}
