internal import Booking
internal import BookingStore
internal import EventLoop
internal import HTTP
internal import HTTPWire
internal import Pages
internal import Primitives

/// A hold as a page: basket, payment, confirmation.
final class HoldPages {
  private let context: BookingContext
  private let shop: ShopPages

  init(context: BookingContext, shop: ShopPages) {
    self.context = context
    self.shop = shop
  }

  func show(_ exchange: Exchange, _ hold: HoldView, notice: PageNotice?, status: Int) {
    context.catalog.event(hold.event) { [self] result in
      guard case .success(let event?) = result else {
        return shop.problem(exchange, Problem(.bookingUnavailable))
      }
      guard event.details.admission == .reserved else { return send(exchange, hold, event, notice, status) }
      // Sections are called by their names where the plan is to be had.
      context.catalog.plan(of: event) { [self] _ in send(exchange, hold, event, notice, status) }
    }
  }

  private func send(_ exchange: Exchange, _ hold: HoldView, _ event: CatalogEvent, _ notice: PageNotice?, _ status: Int)
  {
    var model = PageModels.hold(
      hold, event, idempotencyKey: RandomID(using: &context.random).hex, now: context.loop.wallNow)
    model.notice = notice
    shop.send(
      exchange, status: status, cacheControl: "no-store", headers: { $0.field("Vary", "Accept" as StaticString) }
    ) { HoldPage.render(model, into: $0) }
  }

  /// As it stands now, after something was tried.
  func again(_ exchange: Exchange, _ id: RecordID, notice: PageNotice?, status: Int) {
    context.store.look(id) { [self] result in
      switch result {
      case .success(let hold?): show(exchange, hold, notice: notice, status: status)
      case .success(nil): shop.problem(exchange, Refusals.noHold)
      case .failure(let fault): shop.problem(exchange, Refusals.store(fault))
      }
    }
  }

  /// `completes`: the order stands, and its pass is done.
  func redirect(_ exchange: Exchange, to id: RecordID, completes: Bool) {
    exchange.respond(
      status: 303,
      headers: { writer in
        writer.field("Location", "/bookings/\(id)")
        writer.field("Cache-Control", "no-store" as StaticString)
        if completes { writer.field("Usher-Command", "complete" as StaticString) }
      })
  }
}
