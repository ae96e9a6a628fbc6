/// What the contract promises and this driver can see broken from outside.
enum Promise: String, CaseIterable {
  case positionNeverGrows = "position_never_grows"
  case turnsInOrder = "turns_in_order"
  case admissionWithinRate = "admission_within_rate"
  case ticketKeepsItsPlace = "ticket_keeps_its_place"
  case passIsForOne = "pass_is_for_one"
  case samePassOnRetry = "same_pass_on_retry"
  case noPassWithoutTicket = "no_pass_without_ticket"
  case noWayInWithoutPass = "no_way_in_without_pass"
  case onePassOneOrder = "one_pass_one_order"
  case seatSoldOnce = "seat_sold_once"
  case confirmedStays = "confirmed_stays"
  case noServerFault = "no_server_fault"
  case refusalSaysWhen = "refusal_says_when"
  case answerIsReadable = "answer_is_readable"

  var text: String {
    switch self {
    case .positionNeverGrows: "a waiting position never grows within an epoch"
    case .turnsInOrder: "turns come in order of key, owed ones apart"
    case .admissionWithinRate: "over any window at most rate times its length, and the burst, are admitted"
    case .ticketKeepsItsPlace: "a genuine ticket is known for as long as it lives"
    case .passIsForOne: "no two tickets get the same pass"
    case .samePassOnRetry: "claiming again gives the same bytes"
    case .noPassWithoutTicket: "without a ticket there is no pass"
    case .noWayInWithoutPass: "without a genuine pass there is no way in"
    case .onePassOneOrder: "one pass holds at most one order of the seats allowed"
    case .seatSoldOnce: "no seat is confirmed twice"
    case .confirmedStays: "what was confirmed can be read afterwards"
    case .noServerFault: "nobody gets a 5xx"
    case .refusalSaysWhen: "a refusal that may later succeed says when to come again"
    case .answerIsReadable: "an answer is what the contract says it is"
    }
  }
}
