import Configuration
import EventLoop
import HTTP
import HTTPWire
import Primitives
import RoomLedger
import RoomStore
import Telemetry
import Tokens
import WaitingRoom

/// What every call about a ticket needs: the exchange it answers, the room it is about, the worker it runs on.
protocol RoomCall {
  var worker: Worker { get }
  var exchange: Exchange { get }
  var room: RoomView { get }
}

extension RoomCall {
  /// The ticket that the request shows, opened. Throws 401 for none and for a bad one: to a visitor they are the same,
  /// and he may take a new place.
  func presentedTicket() throws(Problem) -> (ticket: Ticket, token: ByteView, source: Credentials.Source) {
    guard let found = worker.credentials.ticket(exchange.head, room: room.id.view) else {
      throw Problem(
        .ticketRequired, detail: "send the ticket in Usher-Ticket, as a bearer token or as the room's cookie")
    }
    do throws(TicketRefusal) {
      let ticket = try worker.tickets.open(
        found.text, room: room.id.view, now: worker.now, lifetimeSeconds: room.settings.ticketLifetimeSeconds)
      return (ticket, found.text, found.source)
    } catch {
      worker.metrics.count(.badTicket)
      throw Problem(.ticketRequired, detail: "the ticket is not good for this room; take a place again")
    }
  }

  /// The ticket's cookie lives as long as the ticket.
  func ticketCookie(_ token: ByteView) -> SetCookie {
    worker.cookies.ticket(token, room: room.id, lifetimeSeconds: room.settings.ticketLifetimeSeconds)
  }

  /// The body of a call, or why there is none.
  func collected(_ result: Result<ByteView, BodyFault>) throws(Problem) -> ByteView {
    switch result {
    case .success(let body): return body
    case .failure(let fault): throw fault.problem
    }
  }

  /// Answers for a store that gave no answer.
  func refuse(_ fault: StoreFault) {
    worker.metrics.count(.storeAway)
    exchange.refuse(
      Problem(.queueUnavailable, detail: "the line can't be asked just now; your place is safe", retryAfterSeconds: 2))
  }

  /// Answers with a ticket's document, and keeps the ticket's cookie alive.
  func respond(_ status: Int, _ document: TicketStatus, cookie: Bool, location: String? = nil) {
    let body = worker.scratch
    body.clear()
    document.write(to: body)
    exchange.respond(
      status: status, contentType: "application/json",
      headers: { headers in
        headers.field("Cache-Control", "no-store")
        if cookie { headers.field(ticketCookie(document.ticket)) }
        if let location { headers.field("Location", location) }
      }, body: body.readable)
  }

  /// Sends a person who came by a form on to `path`, with cookies set.
  func redirect(to path: String, _ cookies: [SetCookie]) {
    exchange.respond(
      status: 303, contentType: nil,
      headers: { headers in
        headers.field("Cache-Control", "no-store")
        headers.field("Location", path)
        for cookie in cookies { headers.field(cookie) }
      }, body: .empty)
  }

  /// Answers that the room has no such thing to give, or not now. A person who came by a form goes back to the room's
  /// page, which says so in the room's own words.
  func refuse(_ form: FormTarget, _ problem: Problem) {
    if form.isForm { return redirect(to: pagePath(returnTo: form.returnTo), []) }
    exchange.refuse(problem)
  }

  /// The room's page, which comes back to `returnTo` in the end.
  func pagePath(returnTo: String?) -> String {
    guard let returnTo else { return "/waiting-room/\(room.id.text)" }
    return "/waiting-room/\(room.id.text)?return_to=\(PercentEncoding.encode(returnTo))"
  }
}
