import Configuration
import Crypto
import EventLoop
import HTTP
import HTTPWire
import Limits
import Primitives
import RoomLedger
import RoomStore
import Telemetry
import Tokens
import WaitingRoom

/// `POST …/tickets`: takes a place, or gives back the one that the visitor has. One call of the store, limits included.
struct JoinCall: RoomCall {
  let worker: Worker
  let exchange: Exchange
  let room: RoomView

  func start() {
    exchange.collectBody(max: FormTarget.bodyBytesMax) { result in
      guard exchange.isOpen else { return }
      do throws(Problem) {
        let form = try FormTarget.read(exchange.head, body: try collected(result))
        try join(form)
      } catch {
        exchange.refuse(error)
      }
    }
  }

  private func join(_ form: FormTarget) throws(Problem) {
    let user = try assertedUser(form)
    if let known = try knownTicket(user) {
      return askPlace(known.ticket, token: known.token.array, form)
    }
    take(user: user, key: try idempotencyKey(), form)
  }

  /// The ticket that the visitor has already. A bad one in a header is an error of a program; a bad cookie is what an old
  /// visit left behind, and is replaced.
  private func knownTicket(_ user: String?) throws(Problem) -> (ticket: Ticket, token: ByteView)? {
    guard worker.credentials.ticket(exchange.head, room: room.id.view) != nil else { return nil }
    do throws(Problem) {
      let shown = try presentedTicket()
      return user == nil || shown.ticket.user == user ? (shown.ticket, shown.token) : nil
    } catch {
      if worker.credentials.ticket(exchange.head, room: room.id.view)?.source == .cookie { return nil }
      throw error
    }
  }

  /// Whom the shop says the visitor is: by the header, which decides alone if it is there, or by the form's field.
  private func assertedUser(_ form: FormTarget) throws(Problem) -> String? {
    if let text = exchange.head.first("usher-assertion") { return try user(of: text.trimmed) }
    guard let text = form.assertion else { return nil }
    let bytes = ByteBuffer(capacity: text.utf8.count)
    bytes.append(text)
    return try user(of: bytes.readable)
  }

  private func user(of assertion: ByteView) throws(Problem) -> String {
    do throws(AssertionRefusal) {
      return try worker.assertions.verify(assertion, now: worker.now).user
    } catch {
      throw Problem(.invalidAssertion, detail: "Usher-Assertion is not good: \(error)")
    }
  }

  private func idempotencyKey() throws(Problem) -> Digest32? {
    guard let field = exchange.head.only("idempotency-key") else {
      if exchange.head.has("idempotency-key") { throw Problem(.badRequest, detail: "send one Idempotency-Key") }
      return nil
    }
    let key =
      field.count >= 2 && field.first == 0x22 && field.last == 0x22 ? field.slice(from: 1, to: field.count - 1) : field
    guard (22...255).contains(key.count) else {
      throw Problem(.badRequest, detail: "Idempotency-Key must have 22 to 255 random characters")
    }
    return worker.digest(key: key, network: worker.client(exchange).network, room: room.id)
  }

  /// Has a place already: says where it is, and keeps it as it was.
  private func askPlace(_ ticket: Ticket, token: [UInt8], _ form: FormTarget) {
    worker.store.place(room.id, epoch: room.epoch, worker.placeRequest(ticket)) { result in
      guard exchange.isOpen else { return }
      switch result {
      case .failure(let fault): refuse(fault)
      case .success(let reply):
        if reply.place.isOver { return take(user: ticket.user, key: nil, form) }
        token.withUnsafeBytes { bytes in
          if form.isForm { return goOn(ByteView(bytes), form) }
          let answer = TicketAnswer(worker: worker, room: room, ticket: ticket, token: ByteView(bytes))
          answer.deliver(reply, to: self, isCookie: true, status: 200)
        }
      }
    }
  }

  private func take(user: String?, key: Digest32?, _ form: FormTarget) {
    let caller = LimitCaller(network: worker.client(exchange), user: user, passID: nil, room: room.id.text)
    let checks = worker.limits.checks(exchange.head, caller)
    let owner: JoinOwner = worker.digest(user: user).map { .user($0) } ?? key.map { .key($0) } ?? .stranger
    let request = JoinRequest(random: RandomID(using: &worker.secureRandom), owner: owner, limits: checks)
    worker.store.join(room.id, epoch: room.epoch, request) { result in
      guard exchange.isOpen else { return }
      switch result {
      case .failure(let fault): refuse(fault)
      case .success(let reply): answer(reply, user: user, checks, form)
      }
    }
  }

  private func answer(_ reply: JoinReply, user: String?, _ checks: [LimitCheck], _ form: FormTarget) {
    switch reply {
    case .joined(let at, let key, let id, let ahead):
      worker.metrics.count(.joins)
      let ticket = seal(id: id, user: user, key: key, at: at)
      if form.isForm { return goOn(worker.token.readable, form) }
      welcome(ticket, ahead: ahead, at: at)
    case .known(let at, let key, let knownID):
      worker.metrics.count(.knownJoins)
      let ticket = seal(id: knownID, user: user, key: key, at: at)
      askPlace(ticket, token: worker.token.readable.array, form)
    case .limited(let verdict):
      worker.metrics.count(.rateLimited)
      LimitRefusal.refuse(exchange, verdict, checks)
    case .closed: refuse(form, Problem(.roomClosed, detail: "the room is closed"))
    case .soldOut: refuse(form, Problem(.soldOut, detail: "everything is sold"))
    case .full:
      exchange.refuse(Problem(.queueUnavailable, detail: "the line is full; try again later", retryAfterSeconds: 30))
    }
  }

  /// 201: the new place.
  private func welcome(_ ticket: Ticket, ahead: Int, at: WallInstant) {
    let answer = TicketAnswer(worker: worker, room: room, ticket: ticket, token: worker.token.readable)
    let isOpen = room.state == .open && !room.isRecovering
    let state: StaticString = room.state == .prequeue ? "prequeue" : isOpen ? "waiting" : "recovering"
    respond(
      201, answer.waiting(state: state, ahead: isOpen ? ahead : nil, at: at), cookie: true,
      location: "/waiting-room/\(room.id.text)/tickets/self")
  }

  /// Makes the ticket and leaves its token in `worker.token`.
  private func seal(id: RandomID, user: String?, key: OrderKey, at: WallInstant) -> Ticket {
    let ticket = Ticket(
      room: room.id.text, id: id, user: user, sequence: 0, epoch: key.epoch, score: key.score, issuedAt: at)
    worker.token.clear()
    worker.tickets.seal(ticket, into: worker.token)
    return ticket
  }

  /// Sends a person who joined by a form on to the room's page.
  private func goOn(_ token: ByteView, _ form: FormTarget) {
    redirect(to: pagePath(returnTo: form.returnTo), [ticketCookie(token)])
  }
}
