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

/// `POST …/passes`: claims the turn. The store says which turn it is, the ledger writes the pass down, and only then is it
/// signed and handed out; a retry reads the same row and so gets the same bytes.
struct ClaimCall: RoomCall {
  let worker: Worker
  let exchange: Exchange
  let room: RoomView

  func start() {
    exchange.collectBody(max: FormTarget.bodyBytesMax) { result in
      guard exchange.isOpen else { return }
      do throws(Problem) {
        let form = try FormTarget.read(exchange.head, body: try collected(result))
        claim(try presentedTicket().ticket, form)
      } catch {
        exchange.refuse(error)
      }
    }
  }

  private func claim(_ ticket: Ticket, _ form: FormTarget) {
    worker.store.claim(room.id, epoch: room.epoch, ticketID: ticket.id) { result in
      guard exchange.isOpen else { return }
      switch result {
      case .failure(let fault): refuse(fault)
      case .success(let reply): answer(reply, ticket, form)
      }
    }
  }

  private func answer(_ reply: ClaimReply, _ ticket: Ticket, _ form: FormTarget) {
    switch reply {
    case .claimed(let at, let turn, let until, _):
      write(ticket, turn: turn, lifetimeSeconds: max(1, Int((until - at) / 1_000_000)), form)
    case .noTurn: refuseTurn(form)
    case .expired, .complete, .revoked: refuseOver(form, "this turn is over; take a place again")
    case .left, .replaced: refuse(form, Problem(.left, detail: "this place was given up"))
    }
  }

  /// A person who was too quick with the form goes back to the page, which says where he stands.
  private func refuseTurn(_ form: FormTarget) {
    worker.metrics.count(.notYourTurn)
    refuse(form, Problem(.notYourTurn, detail: "your turn has not come; poll tickets/self"))
  }

  private func refuseOver(_ form: FormTarget, _ detail: String) {
    refuse(form, Problem(.turnExpired, detail: detail))
  }

  private func write(_ ticket: Ticket, turn: Int, lifetimeSeconds: Int, _ form: FormTarget) {
    guard
      let claim = PassClaim(
        room: room.id.text, ticketID: ticket.id, turn: turn, epoch: room.epoch,
        jti: worker.passIdentity.passID(ticket: ticket.id, turn: UInt32(turn)), subject: ticket.userName,
        keyID: worker.passes.currentKeyID, lifetimeSeconds: lifetimeSeconds)
    else {
      return exchange.refuse(Problem(.internalError, detail: "the turn can't be written down"))
    }
    worker.ledger.claim(claim) { result in
      guard exchange.isOpen else { return }
      switch result {
      case .failure:
        worker.metrics.count(.ledgerAway)
        exchange.refuse(
          Problem(.queueUnavailable, detail: "the pass can't be written down just now; try again", retryAfterSeconds: 2)
        )
      // Redis lost the count of this ticket's turns: it goes on after the one that was given back.
      case .success(.turnIsOver(let next)): write(ticket, turn: next, lifetimeSeconds: lifetimeSeconds, form)
      case .success(let outcome): answer(outcome, form)
      }
    }
  }

  private func answer(_ outcome: ClaimOutcome, _ form: FormTarget) {
    switch outcome {
    case .issued(let record):
      worker.metrics.count(.passes)
      deliver(record, isNew: true, form)
    case .known(let record): deliver(record, isNew: false, form)
    case .otherEpoch, .turnIsOver: refuseTurn(form)
    case .unknownRoom: exchange.refuse(Problem(.unknownRoom, detail: "the room is gone"))
    }
  }

  private func deliver(_ record: PassRecord, isNew: Bool, _ form: FormTarget) {
    guard record.isActive(at: worker.now), record.epoch >= room.oldestPassEpoch else {
      return refuseOver(form, "this turn is over; take a place again")
    }
    let claims = PassClaims(
      room: record.room, user: record.subject, id: record.jti, issuedAtSeconds: record.issuedAt.seconds,
      expiresAtSeconds: record.mintedExpiresAt.seconds, epoch: UInt32(clamping: record.epoch))
    worker.token.clear()
    guard worker.passes.mint(claims, keyID: record.keyID, into: worker.token) else {
      return refuseOver(form, "the key that signed this pass is gone; take a place again")
    }
    let lifetimeSeconds = max(1, Int((record.expiresAt - worker.now) / 1_000_000))
    let cookie = worker.cookies.pass(worker.token.readable, room: room.id, lifetimeSeconds: lifetimeSeconds)
    if form.isForm { return redirect(to: form.returnTo ?? "/shop", [cookie]) }
    respond(record, isNew: isNew, cookie: cookie)
  }

  private func respond(_ record: PassRecord, isNew: Bool, cookie: SetCookie) {
    let body = worker.scratch
    body.clear()
    var json = JSONWriter(body)
    json.beginObject()
    json.field("pass", worker.token.readable)
    json.field("jti", record.jti)
    json.field("room", room.id.text)
    json.field("expires_at", record.mintedExpiresAt)
    json.endObject()
    exchange.respond(
      status: isNew ? 201 : 200, contentType: "application/json",
      headers: { headers in
        headers.field("Cache-Control", "no-store")
        headers.field(cookie)
      }, body: body.readable)
  }
}
