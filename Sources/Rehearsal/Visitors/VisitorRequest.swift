/// One request of a visitor, as what it means. How it is written is `RequestForm`'s matter; cookies are the driver's.
enum VisitorRequest: Equatable {
  /// Asks for the protected page as a program would, without a pass.
  case probe
  case join(key: String)
  /// Joins without keeping any cookie.
  case joinAnew
  case poll
  case claim
  case claimWithoutTicket
  case leaveLine
  case look
  case hold(HoldWish)
  case holdForged(HoldWish, pass: String)
  case pay(hold: String, method: String, key: String)
  case read(hold: String)
  case giveBack(hold: String)
}
