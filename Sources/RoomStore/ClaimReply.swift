public import Primitives

/// What came of claiming a turn.
public enum ClaimReply: Equatable, Sendable {
  /// The turn is claimed, by this call or an earlier one; every call says the same turn and end.
  case claimed(at: WallInstant, turn: Int, until: WallInstant, isFirst: Bool)
  /// Waits, is owed one, missed it, or Redis does not know the ticket (`place` puts it back).
  case noTurn
  case expired(turn: Int)
  case complete(turn: Int)
  case revoked(turn: Int)
  case left
  case replaced
}
