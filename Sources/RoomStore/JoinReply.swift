public import Limits
public import Primitives
public import WaitingRoom

/// What came of a wish for a place.
public enum JoinReply: Equatable, Sendable {
  /// A new place at the end of the line. `key` carries the epoch it was given out in, which may be newer than the one asked
  /// for.
  case joined(at: WallInstant, key: OrderKey, ticketID: RandomID, ahead: Int)
  /// The owner has a ticket already: this one. Where it stands, `place` tells.
  case known(at: WallInstant, key: OrderKey, ticketID: RandomID)
  case limited(LimitVerdict)
  case closed
  case soldOut
  /// As many wait as the room takes.
  case full
}
