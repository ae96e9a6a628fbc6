internal import HTTPWire
internal import Pages
internal import Primitives

/// Refusals as the pages say them.
enum PageNotices {
  /// Nil: the page has no words for it; the problem is answered as such.
  static func notice(for problem: Problem, names: ([String]) -> [String], seatsMax: Int) -> PageNotice? {
    switch problem.code {
    case .seatUnavailable:
      let taken = problem.members.first { $0.name == "unavailable_seat_ids" }?.value.arrayValue ?? []
      return .seatsUnavailable(names(taken.compactMap(\.stringValue)))
    case .noBlock: return .noBlock
    case .orphanSeat: return .orphanSeat
    case .soldOut: return .soldOut
    case .limitExceeded:
      switch problem.members.first(where: { $0.name == "limit" })?.value.stringValue {
      case "one_order_a_pass": return .oneOrder
      case "one_hold_a_user": return .otherHold
      default: return .limitExceeded(max: seatsMax)
      }
    case .contended: return .contended
    case .notOnSale: return .notOnSale
    case .bookingUnavailable, .overloaded, .internalError: return .tryAgain
    default: return nil
    }
  }
}
