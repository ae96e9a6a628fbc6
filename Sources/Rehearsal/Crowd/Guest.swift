import EventLoop
import HTTP
import Primitives

/// A visitor on his way, with what the driver keeps for him. Owner: one loop.
final class Guest {
  let number: Int
  let isRobot: Bool
  var visitor: any Visitor
  var cookies = CookieJar()
  var connection: HTTPClientConnection?
  /// The request under way, and when it was due.
  var request: VisitorRequest?
  var due: MonotonicInstant
  /// Counts waits, so that one that was cut short isn't taken for the next.
  var wait = 0
  var hasArrived = false
  var hasLeft = false
  var hasClosed = false

  init(number: Int, isRobot: Bool, visitor: any Visitor, due: MonotonicInstant) {
    self.number = number
    self.isRobot = isRobot
    self.visitor = visitor
    self.due = due
  }

  /// A request that is measured under this name.
  var measure: Measure {
    guard !isRobot, let request else { return .robot }
    switch request {
    case .probe: return .probe
    case .join, .joinAnew: return .join
    case .poll: return .poll
    case .claim, .claimWithoutTicket: return .claim
    case .leaveLine: return .leave
    case .look: return .look
    case .hold, .holdForged: return .hold
    case .pay: return .pay
    case .read: return .read
    case .giveBack: return .release
    }
  }
}
