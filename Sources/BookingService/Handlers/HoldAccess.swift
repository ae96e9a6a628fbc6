internal import Booking
internal import BookingStore
internal import EventLoop
internal import HTTP
internal import HTTPWire
internal import Primitives

/// Whose hold is it: the buyer's who brings its token, or the pass's and user's that the gateway vouches for. To everybody
/// else it does not exist.
final class HoldAccess {
  private let context: BookingContext
  private let pages: ShopPages

  /// What a request has to show, read before its body takes time.
  struct Access {
    let hold: RecordID
    let hasToken: Bool
    let identity: CallerIdentity?
  }

  init(context: BookingContext, pages: ShopPages) {
    self.context = context
    self.pages = pages
  }

  func access(to hold: RecordID, _ exchange: Exchange) -> Access {
    Access(
      hold: hold, hasToken: context.holdKeys.opens(hold, exchange.head),
      identity: context.identity.identity(of: exchange.head, now: context.loop.wallNow))
  }

  /// Hands the hold over if it is the caller's; answers in all other cases.
  func look(_ access: Access, _ exchange: Exchange, isPage: Bool, _ body: @escaping (HoldView) -> Void) {
    // Who has nothing to show costs no query.
    guard access.hasToken || access.identity?.pass.isEmpty == false else {
      return refuse(exchange, Refusals.noHold, isPage: isPage)
    }
    context.store.look(access.hold) { [self] result in
      switch result {
      case .failure(let fault): refuse(exchange, Refusals.store(fault), isPage: isPage)
      case .success(let hold?) where access.opens(hold): body(hold)
      case .success: refuse(exchange, Refusals.noHold, isPage: isPage)
      }
    }
  }

  private func refuse(_ exchange: Exchange, _ problem: Problem, isPage: Bool) {
    if isPage { pages.problem(exchange, problem) } else { exchange.respond(problem) }
  }
}

extension HoldAccess.Access {
  fileprivate func opens(_ hold: HoldView) -> Bool {
    if hasToken { return true }
    guard let identity, !identity.pass.isEmpty, !identity.user.isEmpty else { return false }
    return identity.pass == hold.pass || identity.user == hold.user
  }
}
