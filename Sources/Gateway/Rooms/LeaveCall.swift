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

/// `DELETE …/tickets/self`, and the same by a plain form: gives the place up for good. Safe to repeat.
struct LeaveCall: RoomCall {
  let worker: Worker
  let exchange: Exchange
  let room: RoomView

  func start() {
    exchange.collectBody(max: FormTarget.bodyBytesMax) { result in
      guard exchange.isOpen else { return }
      do throws(Problem) {
        let body = try collected(result)
        let form = try FormTarget.read(exchange.head, body: body)
        let ticket = try presentedTicket().ticket
        leave(ticket, form)
      } catch {
        exchange.refuse(error)
      }
    }
  }

  private func leave(_ ticket: Ticket, _ form: FormTarget) {
    worker.store.leave(room.id, epoch: room.epoch, LeaveRequest(ticketID: ticket.id, score: ticket.score)) { result in
      guard exchange.isOpen else { return }
      switch result {
      case .failure(let fault): refuse(fault)
      case .success(let reply): answer(ticket, form, claimedTurn: reply.claimedTurn)
      }
    }
  }

  /// A claimed turn that is given up takes its pass along.
  private func answer(_ ticket: Ticket, _ form: FormTarget, claimedTurn: Int?) {
    if let turn = claimedTurn {
      let passID = worker.passIdentity.passID(ticket: ticket.id, turn: UInt32(turn))
      worker.ledger.end(passID, room: room.id.text, as: .complete, reason: "left", actor: nil) { result in
        if case .failure = result { worker.metrics.count(.ledgerAway) }
      }
    }
    worker.metrics.count(.leaves)
    let cookies = worker.cookies.removals(room: room.id)
    if form.isForm { return redirect(to: pagePath(returnTo: form.returnTo), cookies) }
    exchange.respond(
      status: 204, contentType: nil,
      headers: { headers in
        headers.field("Cache-Control", "no-store")
        for cookie in cookies { headers.field(cookie) }
      }, body: .empty)
  }
}
