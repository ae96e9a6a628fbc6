/// What became of a cart, by the names that the database uses.
public enum HoldOutcome: String, Sendable, CaseIterable {
  case held
  /// The same user holds just that already.
  case alreadyHeld = "already_held"
  case seatUnavailable = "seat_unavailable"
  case soldOut = "sold_out"
  /// What is left is in others' hands for the moment, or too many want it at once.
  case contended
  /// Fewer places than wanted are free, or not beside each other.
  case noBlock = "no_block"
  /// It would leave a single free seat, and the event doesn't allow that.
  case orphanSeat = "orphan_seat"
  case limitExceeded = "limit_exceeded"
  case notOnSale = "not_on_sale"
  case passRequired = "pass_required"
  case unknownEvent = "unknown_event"
  case unknownSeat = "unknown_seat"
  /// Seats were asked for where places are sold, or the other way round.
  case wrongAdmission = "wrong_admission"
  case idempotencyMismatch = "idempotency_mismatch"
}
