internal import Booking
internal import BookingStore
internal import EventLoop
internal import HTTP
internal import HTTPWire
internal import Pages
internal import Primitives

/// The shop as pages: what is on sale, an event, its seats. The first two are the same for everybody and cacheable.
final class ShopPages {
  private let context: BookingContext
  /// Whether events lead to the demo shop's sign-in.
  private let offersSignIn: Bool

  init(context: BookingContext, offersSignIn: Bool) {
    self.context = context
    self.offersSignIn = offersSignIn
  }

  func index(_ exchange: Exchange) {
    context.catalog.all { [self] result in
      switch result {
      case .failure(let fault): problem(exchange, Refusals.store(fault))
      case .success(let events):
        send(exchange, cacheControl: "public, max-age=5, s-maxage=15") { buffer in
          ShopPage.render(ShopPageModel(events: events.map { PageModels.summary($0) }), into: buffer)
        }
      }
    }
  }

  func event(_ exchange: Exchange, _ id: String) {
    with(exchange, id) { [self] event in
      var model = PageModels.event(event, now: context.loop.wallNow, holdSeconds: context.store.options.holdSeconds)
      if offersSignIn, model.event.room != nil { model.signInPath = model.event.signInPath }
      send(exchange, cacheControl: "public, max-age=5, s-maxage=15") { EventPage.render(model, into: $0) }
    }
  }

  /// Seat map or quantity; `?section=…` shows one section's seats.
  func seats(_ exchange: Exchange, _ id: String) {
    let section = QueryItems(exchange.head.query).first("section")
    with(exchange, id) { [self] event in
      withSeats(exchange, event) { [self] in
        sendSeats(exchange, event, section: section, notice: nil, status: 200, retryAfterSeconds: nil)
      }
    }
  }

  /// How many of a buyer's baskets are looked at for the one at an event.
  private static let basketsMax = 3

  /// Finds the buyer's open basket at the event among `holds`; nil: there is none, or nobody knows just now.
  private func findBasket(
    _ event: String, among holds: ArraySlice<RecordID>, _ reply: @escaping (RecordID?) -> Void
  ) {
    guard let hold = holds.first else { return reply(nil) }
    context.store.look(hold) { [self] result in
      if case .success(let view?) = result, view.event == event, view.status == .held || view.status == .paymentPending
      {
        return reply(hold)
      }
      findBasket(event, among: holds.dropFirst(), reply)
    }
  }

  /// The page that a refused form came from, with what was wrong. `fallback` is answered where the page has no words.
  func seatsAgain(_ exchange: Exchange, event id: String, section: String?, _ refusal: Problem) {
    with(exchange, id) { [self] event in
      withSeats(exchange, event) { [self] in
        let names: ([String]) -> [String] = { PageModels.names(of: $0, in: event.plan) }
        let most = event.details.seatsPerOrderMax
        guard let notice = PageNotices.notice(for: refusal, names: names, seatsMax: most) else {
          return problem(exchange, refusal, back: "/shop/\(event.details.id)")
        }
        sendSeats(
          exchange, event, section: section, notice: notice, status: refusal.status,
          retryAfterSeconds: refusal.retryAfterSeconds)
      }
    }
  }

  /// A refusal as a page.
  func problem(_ exchange: Exchange, _ problem: Problem, back: String? = nil) {
    let model = ProblemPageModel(
      status: problem.status, code: problem.code.rawValue, requestID: exchange.requestID.string,
      retryAfterSeconds: problem.retryAfterSeconds, backPath: back)
    send(exchange, status: problem.status, cacheControl: "no-store", retryAfterSeconds: problem.retryAfterSeconds) {
      ProblemPage.render(model, into: $0)
    }
  }

  func send(
    _ exchange: Exchange, status: Int = 200, cacheControl: StaticString, retryAfterSeconds: Int? = nil,
    headers: (HeaderWriter) -> Void = { _ in }, writing: (ByteBuffer) -> Void
  ) {
    exchange.respond(
      status: status, contentType: PageHeaders.contentType,
      headers: { writer in
        for field in PageHeaders.fields { writer.field(field.name, field.value) }
        writer.field("Cache-Control", cacheControl)
        if let retryAfterSeconds { writer.field("Retry-After", retryAfterSeconds) }
        headers(writer)
      }, writing: writing)
  }

  private func sendSeats(
    _ exchange: Exchange, _ event: CatalogEvent, section: String?, notice: PageNotice?, status: Int,
    retryAfterSeconds: Int?
  ) {
    let holds = context.holdKeys.opened(exchange.head, baskets: ShopPages.basketsMax)
    findBasket(event.details.id, among: holds[...]) { [self] basket in
      sendSeats(
        exchange, event, section: section, basket: basket, notice: notice, status: status,
        retryAfterSeconds: retryAfterSeconds)
    }
  }

  private func sendSeats(
    _ exchange: Exchange, _ event: CatalogEvent, section: String?, basket: RecordID?, notice: PageNotice?, status: Int,
    retryAfterSeconds: Int?
  ) {
    var model = PageModels.seats(
      event, section: section, idempotencyKey: RandomID(using: &context.random).hex, now: context.loop.wallNow)
    if let section, model.sectionSeats == nil, event.details.admission == .reserved, !section.isEmpty {
      return problem(
        exchange, Refusals.notFound("There is no such section."), back: "/shop/\(event.details.id)/seats")
    }
    model.notice = notice
    model.basketPath = basket.map { "/bookings/\($0)" }
    send(exchange, status: status, cacheControl: "no-store", retryAfterSeconds: retryAfterSeconds) {
      SeatMapPage.render(model, into: $0)
    }
  }

  func with(_ exchange: Exchange, _ id: String, _ body: @escaping (CatalogEvent) -> Void) {
    context.catalog.event(id) { [self] result in
      switch result {
      case .success(let event?): context.catalog.refreshStock(of: event) { _ in body(event) }
      case .success(nil): problem(exchange, Refusals.notFound("There is no such event."))
      case .failure(let fault): problem(exchange, Refusals.store(fault))
      }
    }
  }

  private func withSeats(_ exchange: Exchange, _ event: CatalogEvent, _ body: @escaping () -> Void) {
    guard event.details.admission == .reserved else { return body() }
    context.catalog.plan(of: event) { [self] result in
      switch result {
      case .success: body()
      case .failure(let fault): problem(exchange, Refusals.store(fault))
      }
    }
  }
}
