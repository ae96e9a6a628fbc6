/// One promise that a sale breaks on purpose.
enum Sabotage: String, CaseIterable, Sendable {
  case positionGrows
  case overtakes
  case letsInTooMany
  case forgetsTickets
  case samePassForAll
  case newPassOnRetry
  case passWithoutTicket
  case openDoor
  case manyOrders
  case sellsTwice
  case forgetsSales
  case serverFault
  case silentRefusal
  case unreadable
}
