/// Something that happened to what the visitor asked for, shown on top of the page it came back to.
public enum PageNotice: Sendable, Equatable {
  /// Others were faster with these seats ("Row C, seat 12", …; may be empty).
  case seatsUnavailable([String])
  /// No run of that many seats beside each other.
  case noBlock
  /// A single seat would be left beside them.
  case orphanSeat
  case soldOut
  /// More than one order or one buyer may have.
  case limitExceeded(max: Int)
  /// The turn has bought already, and a turn buys once.
  case oneOrder
  /// The buyer has another basket at this event.
  case otherHold
  case nothingChosen
  /// Many are buying at the same moment; again in a moment.
  case contended
  case notOnSale
  case paymentDeclined(attemptsLeft: Int?)
  /// The payment's outcome isn't known yet.
  case paymentUnknown
  case paymentInProgress
  case tryAgain
}
