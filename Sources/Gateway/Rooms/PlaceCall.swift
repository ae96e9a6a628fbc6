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

/// `GET …/tickets/self`: where the ticket stands. One call of the store, which also renews presence and, after a loss,
/// puts a genuine ticket back.
struct PlaceCall: RoomCall {
  let worker: Worker
  let exchange: Exchange
  let room: RoomView

  func start() {
    do throws(Problem) {
      let (ticket, token, source) = try presentedTicket()
      guard worker.pollFloor.allows(ticket.id, now: worker.loop.now) else {
        worker.metrics.count(.pollFloor)
        throw Problem(.rateLimited, detail: "poll no oftener than poll_after_ms says", retryAfterSeconds: 1)
      }
      ask(ticket, token: token, isCookie: source == .cookie)
    } catch {
      exchange.refuse(error)
    }
  }

  private func ask(_ ticket: Ticket, token: ByteView, isCookie: Bool) {
    worker.metrics.count(.polls)
    // The token is read from the request's head, which stays while the exchange is open.
    worker.store.place(room.id, epoch: room.epoch, worker.placeRequest(ticket)) { result in
      guard exchange.isOpen else { return }
      switch result {
      case .failure(let fault): refuse(fault)
      case .success(let reply):
        let answer = TicketAnswer(worker: worker, room: room, ticket: ticket, token: token)
        answer.deliver(reply, to: self, isCookie: isCookie)
      }
    }
  }
}

extension TicketAnswer {
  /// Answers a poll with what the store said.
  func deliver(_ reply: PlaceReply, to call: some RoomCall, isCookie: Bool, status: Int? = nil) {
    let exchange = call.exchange
    switch document(reply) {
    case .document(let usual, let document): call.respond(status ?? usual, document, cookie: isCookie)
    case .problem(let problem): exchange.refuse(problem)
    }
  }

  /// What a reply of the store comes to.
  enum Outcome {
    case document(status: Int, TicketStatus)
    case problem(Problem)
  }

  func document(_ reply: PlaceReply) -> Outcome {
    let at = reply.at
    switch reply.place {
    case .waiting(let ahead): return .document(status: 202, waiting(state: "waiting", ahead: ahead, at: at))
    case .owed(let before):
      return .document(status: 202, waiting(state: "waiting", ahead: 0, owedAhead: before, at: at))
    case .owedLater: return .document(status: 202, waiting(state: "waiting", ahead: nil, at: at))
    case .prequeue: return .document(status: 202, waiting(state: "prequeue", ahead: nil, at: at))
    case .recovering: return .document(status: 202, waiting(state: "recovering", ahead: nil, at: at))
    case .released(_, let until), .claimed(_, let until):
      return .document(status: 200, admitted(until: until, at: at))
    case .closed: return .problem(Problem(.roomClosed, detail: "the room is closed"))
    case .soldOut: return .problem(Problem(.soldOut, detail: "everything is sold"))
    case .expired: return .problem(Problem(.turnExpired, detail: "the pass has run out; take a place again"))
    case .complete: return .problem(Problem(.turnExpired, detail: "the turn is over: the purchase is complete"))
    case .revoked: return .problem(Problem(.turnExpired, detail: "the turn was ended by the shop"))
    case .left: return .problem(Problem(.left, detail: "this place was given up"))
    case .replaced: return .problem(Problem(.left, detail: "this place was given up for another of the same user"))
    }
  }
}
