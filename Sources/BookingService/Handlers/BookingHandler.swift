internal import Booking
internal import BookingStore
internal import HTTP
internal import HTTPWire
internal import Pages
internal import Primitives

/// Looking at a hold, and giving it back.
final class BookingHandler {
  private let context: BookingContext
  private let holds: HoldAccess
  private let pages: HoldPages

  init(context: BookingContext, holds: HoldAccess, pages: HoldPages) {
    self.context = context
    self.holds = holds
    self.pages = pages
  }

  /// `GET /bookings/{hold_id}`: JSON, or for a browser the page.
  func look(_ exchange: Exchange, _ id: RecordID) {
    let isPage = Accept(exchange.head).prefersHTML
    holds.look(holds.access(to: id, exchange), exchange, isPage: isPage) { [self] hold in
      if isPage { return pages.show(exchange, hold, notice: nil, status: 200) }
      exchange.respond(
        status: 200, contentType: "application/json",
        headers: { writer in
          writer.field("Cache-Control", "no-store" as StaticString)
          writer.field("Vary", "Accept" as StaticString)
        }
      ) { HoldDocuments.look(hold, to: $0) }
    }
  }

  /// `DELETE /bookings/{hold_id}`, and for a plain form `POST …/give-back`.
  func giveBack(_ exchange: Exchange, _ id: RecordID, isForm: Bool) {
    holds.look(holds.access(to: id, exchange), exchange, isPage: isForm) { [self] hold in
      context.store.giveBack(id) { [self] result in
        switch result {
        case .failure(let fault): refuse(exchange, hold, Refusals.store(fault), isForm)
        case .success(.released):
          note(hold)
          if isForm { return exchange.respond(status: 303, headers: { $0.field("Location", "/shop/\(hold.event)") }) }
          exchange.respond(status: 204, headers: { $0.field("Cache-Control", "no-store" as StaticString) })
        case .success(.paymentInProgress): refuse(exchange, hold, Problem(.paymentInProgress), isForm)
        case .success(.alreadyConfirmed): refuse(exchange, hold, Problem(.alreadyConfirmed), isForm)
        case .success(.unknown): refuse(exchange, hold, Refusals.noHold, isForm)
        }
      }
    }
  }

  private func note(_ hold: HoldView) {
    guard hold.status == .held else { return }
    let event = context.catalog.events.first { $0.details.id == hold.event }
    event?.mark(SeatList.ofItems(hold.items), as: .available)
  }

  private func refuse(_ exchange: Exchange, _ hold: HoldView, _ problem: Problem, _ isForm: Bool) {
    guard isForm else { return exchange.respond(problem) }
    pages.again(
      exchange, hold.id, notice: problem.code == .paymentInProgress ? .paymentInProgress : nil, status: problem.status)
  }
}
