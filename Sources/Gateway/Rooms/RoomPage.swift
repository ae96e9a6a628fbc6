import Configuration
import EventLoop
import HTTP
import HTTPWire
import Pages
import Primitives
import RoomLedger
import RoomStore
import Telemetry
import Tokens
import WaitingRoom

/// The room's page: by itself, or in place of a protected page. It shows the visitor's own place when he has one.
struct RoomPage {
  let worker: Worker

  /// `GET …/{room}`: a page for browsers, the public state for programs.
  func show(_ exchange: Exchange, _ room: RoomView) {
    let accept = Accept(exchange.head)
    if !accept.prefersHTML {
      let body = worker.scratch
      body.clear()
      PublicStateDocument.append(room, at: worker.now, to: body)
      return exchange.respond(
        status: 200, contentType: "application/json", headers: { $0.field("Cache-Control", "no-store") },
        body: body.readable)
    }
    show(exchange, room, returnTo: QueryItems(exchange.head.query).first("return_to") ?? "/shop", status: 200)
  }

  func show(_ exchange: Exchange, _ room: RoomView, returnTo: String, status: Int) {
    guard let found = worker.credentials.ticket(exchange.head, room: room.id.view),
      let ticket = try? worker.tickets.open(
        found.text, room: room.id.view, now: worker.now, lifetimeSeconds: room.settings.ticketLifetimeSeconds)
    else {
      return render(exchange, model(room, state: RoomPage.stateWithoutTicket(room), returnTo: returnTo), status: status)
    }
    let token = found.text.array
    let request = worker.placeRequest(ticket)
    worker.store.place(room.id, epoch: room.epoch, request) { result in
      guard exchange.isOpen else { return }
      switch result {
      case .failure: render(exchange, model(room, state: .error, returnTo: returnTo), status: 503)
      case .success(let reply):
        token.withUnsafeBytes { bytes in
          let answer = TicketAnswer(worker: worker, room: room, ticket: ticket, token: ByteView(bytes))
          render(exchange, model(answer, reply, returnTo: returnTo), status: status)
        }
      }
    }
  }

  private static func stateWithoutTicket(_ room: RoomView) -> WaitingPageState {
    switch room.state {
    case .closed: .closed
    case .soldOut: .soldOut
    default: .join
    }
  }

  private func model(_ room: RoomView, state: WaitingPageState, returnTo: String) -> WaitingPageModel {
    var model = WaitingPageModel(
      room: room.id.text, title: room.title, state: state, returnTo: returnTo, now: worker.now)
    model.queueLength = room.figures?.waiting
    model.admittedTotal = room.figures?.admittedTotal
    model.stock = room.stock.map { WaitingPageModel.Stock(free: $0.free, held: $0.held) }
    model.message = room.message(at: worker.now)
    model.isMessageOfPace = room.news(at: worker.now) != nil
    model.opensAt = room.settings.opensAt
    model.updatedAt = room.figures?.at
    return model
  }

  private func model(_ answer: TicketAnswer, _ reply: PlaceReply, returnTo: String) -> WaitingPageModel {
    let room = answer.room
    guard case .document(_, let document) = answer.document(reply) else {
      return model(room, state: RoomPage.stateOfEnd(reply.place), returnTo: returnTo)
    }
    var model = model(room, state: RoomPage.state(document), returnTo: returnTo)
    model.ticketID = answer.ticket.id.hex
    model.position = document.position
    model.queueLength = document.queueLength
    model.ahead = document.ahead
    model.estimate = document.estimate.map { .init(p50Seconds: $0.p50, p90Seconds: $0.p90) }
    model.expiresAt = document.expiresAt
    model.pollAfterMilliseconds = document.pollAfterMilliseconds
    model.updatedAt = document.updatedAt
    return model
  }

  private static func state(_ document: TicketStatus) -> WaitingPageState {
    let state = WaitingPageState(rawValue: "\(document.state)") ?? .waiting
    return state == .waiting && document.paused ? .paused : state
  }

  private static func stateOfEnd(_ place: Place) -> WaitingPageState {
    switch place {
    case .closed: .closed
    case .soldOut: .soldOut
    case .left, .replaced: .left
    default: .turnExpired
    }
  }

  private func render(_ exchange: Exchange, _ model: WaitingPageModel, status: Int) {
    let body = worker.loop.buffers.take()
    defer { worker.loop.buffers.give(body) }
    WaitingPage.render(model, into: body)
    exchange.respondPage(status: status, body: body.readable) { headers in
      if status >= 429 { headers.field("Retry-After", (model.pollAfterMilliseconds + 999) / 1_000) }
    }
  }
}
