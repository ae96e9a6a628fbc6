internal import EventLoop
internal import HTTP
internal import HTTPWire
internal import Pages
internal import Primitives
internal import Tokens

/// The demo shop's sign-in: believes the name that is typed, and asserts it to the gateway for the next five minutes. A
/// shop with real customers does the same behind its own login.
final class SignInPages {
  private let context: BookingContext
  private let shop: ShopPages
  private let assertions: AssertionMinter

  init(context: BookingContext, shop: ShopPages, assertions: AssertionMinter) {
    self.context = context
    self.shop = shop
    self.assertions = assertions
  }

  func answer(_ exchange: Exchange, _ event: String) {
    guard exchange.head.method == .post else {
      return show(exchange, event, .asking(name: "", isBad: false), status: 200)
    }
    exchange.collectBody(max: context.options.bodyBytesMax) { [self] result in
      switch result {
      case .failure(let fault): exchange.respond(fault.problem)
      case .success(let body):
        do throws(Problem) {
          signIn(exchange, event, name: try SignInPages.name(exchange.head, body))
        } catch {
          exchange.respond(error)
        }
      }
    }
  }

  private static func name(_ head: RequestHead, _ body: ByteView) throws(Problem) -> String {
    guard try RequestBodyKind(head) == .form else {
      throw Problem(.unsupportedMediaType, detail: "Content-Type must be application/x-www-form-urlencoded")
    }
    guard let name = try RequestBodyKind.form(body).first("name") else {
      throw Problem(.invalidField, detail: "`name` is required")
    }
    return name.trimmingBlanks
  }

  private func signIn(_ exchange: Exchange, _ event: String, name: String) {
    guard AssertionVerifier.isUserName(name) else {
      return show(exchange, event, .asking(name: name, isBad: true), status: 422)
    }
    let assertion = assertions.mint(user: name, now: context.loop.wallNow)
    show(exchange, event, .signedIn(name: name, assertion: assertion), status: 200)
  }

  private func show(_ exchange: Exchange, _ event: String, _ step: SignInPageModel.Step, status: Int) {
    shop.with(exchange, event) { [self] event in
      let summary = PageModels.summary(event)
      guard let room = summary.room else {
        return shop.problem(exchange, Refusals.notFound("Nobody has to wait for this event."), back: summary.path)
      }
      shop.send(exchange, status: status, cacheControl: "no-store") {
        SignInPage.render(SignInPageModel(event: summary, room: room, step: step), into: $0)
      }
    }
  }
}

extension String {
  /// Without the blanks at its ends, which a phone's keyboard adds.
  fileprivate var trimmingBlanks: String {
    let start = drop { $0 == " " }
    return String(start.reversed().drop { $0 == " " }.reversed())
  }
}
