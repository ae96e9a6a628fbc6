internal import Booking
internal import BookingStore

/// How far a payment came while somebody was at it.
enum PaymentEnding {
  /// The order stands; the answer is stored.
  case confirmed(StoredAnswer)
  /// The provider refused; how many tries are left before the hold is given back.
  case declined(StoredAnswer, attemptsLeft: Int)
  /// Nothing was taken, or will be.
  case abandoned(StoredAnswer)
  /// The seats were another's when the money came; it goes back.
  case lost(StoredAnswer)
  /// Not known yet: reconciliation goes on with it.
  case pending
  /// Somebody else was faster.
  case elsewhere(PaymentStatus)
  /// The database did not answer; reconciliation goes on with it.
  case fault(StoreFault)
}
