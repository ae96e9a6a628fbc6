public import Crypto
public import Primitives

/// What is said of a turn that was claimed.
public enum TurnCommand: Equatable, Sendable {
  /// The purchase is done.
  case complete
  case revoke
  /// The turn lasts until then, if that is later.
  case extend(until: WallInstant)
  /// The turn is over, and its owner is owed the next.
  case requeue

  var word: StaticString {
    switch self {
    case .complete: "complete"
    case .revoke: "revoke"
    case .extend: "extend"
    case .requeue: "requeue"
    }
  }

  var until: WallInstant? {
    if case .extend(let until) = self { return until }
    return nil
  }
}

/// A command about one turn of one ticket. A ticket that Redis doesn't know gets its record from it: that is how turns are
/// rebuilt from passes after a loss (`extend` until the pass's end).
public struct SettleRequest: Sendable {
  public var ticketID: RandomID
  public var turn: Int
  public var command: TurnCommand
  /// The digest of the ticket's user, if he has a name: keeps a known user to one place after a loss, too.
  public var user: Digest32?

  public init(ticketID: RandomID, turn: Int, command: TurnCommand, user: Digest32? = nil) {
    self.ticketID = ticketID
    self.turn = turn
    self.command = command
    self.user = user
  }
}
