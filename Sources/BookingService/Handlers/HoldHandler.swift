internal import Booking
internal import BookingStore
internal import EventLoop
internal import HTTP
internal import HTTPWire
internal import Primitives

/// `POST /bookings/hold`, as JSON and as a plain form.
final class HoldHandler {
  private let context: BookingContext
  private let pages: ShopPages

  /// One request on its way.
  private struct Task {
    let exchange: Exchange
    let identity: CallerIdentity
    let request: HoldRequest
    let key: RequestKey?
    let isForm: Bool
    /// Of the page that a form came from.
    let section: String?
    let startedAt: MonotonicInstant
  }

  init(context: BookingContext, pages: ShopPages) {
    self.context = context
    self.pages = pages
  }

  func hold(_ exchange: Exchange) {
    let now = context.loop.wallNow
    let identity = context.identity.identity(of: exchange.head, now: now)
    exchange.collectBody(max: context.options.bodyBytesMax) { [self] result in
      switch result {
      case .failure(let fault): exchange.respond(fault.problem)
      case .success(let body):
        do throws(Problem) {
          guard let identity, !identity.pass.isEmpty, !identity.user.isEmpty else {
            throw Problem(.passRequired, detail: "Seats are held with a pass only.")
          }
          start(try task(exchange, identity, body))
        } catch {
          exchange.respond(error)
        }
      }
    }
  }

  private func task(_ exchange: Exchange, _ identity: CallerIdentity, _ body: ByteView) throws(Problem) -> Task {
    let head = exchange.head
    var key = try IdempotencyKey.read(head)
    let request: HoldRequest
    var section: String?
    let kind = try RequestBodyKind(head)
    switch kind {
    case .json: request = try HoldRequest(json: body)
    case .form:
      let form = try RequestBodyKind.form(body)
      section = form.first("seat_id") == nil ? nil : form.first("section")
      request = try HoldRequest(form: form)
      if key == nil, let field = form.first("idempotency_key") { key = try IdempotencyKey.check(field) }
    }
    return Task(
      exchange: exchange, identity: identity, request: request,
      key: key.map { IdempotencyKey.stored($0, fingerprint: request.fingerprint) }, isForm: kind == .form,
      section: section, startedAt: context.loop.now)
  }

  private func start(_ task: Task) {
    switch task.request.wish {
    case .seats(let seats): put(task, .seats(seats)) { [self] in finish(task, $0) }
    case .places(let quantity): put(task, .places(quantity)) { [self] in finish(task, $0) }
    case .best(let quantity, let section): startSearch(task, quantity, section: section)
    }
  }

  private func put(
    _ task: Task, _ wish: Cart.Wish, _ reply: @escaping (Result<HoldDecision, StoreFault>) -> Void
  ) {
    let cart = Cart(
      id: RecordID(at: context.loop.wallNow, using: &context.random), event: task.request.event,
      user: task.identity.user, pass: task.identity.pass, room: task.identity.room, wish: wish, request: task.key)
    context.store.hold(cart, reply)
  }

  /// Best available: seats are chosen from memory and asked for like any others; if they are gone, others are.
  private func startSearch(_ task: Task, _ quantity: Int, section: String?) {
    let event = task.request.event
    context.catalog.event(event) { [self] result in
      switch result {
      case .failure(let fault): return finish(task, .failure(fault))
      case .success(nil): return finish(task, .success(HoldDecision(outcome: .unknownEvent)))
      case .success(let event?):
        let details = event.details
        guard details.admission == .reserved else {
          return finish(task, .success(HoldDecision(outcome: .wrongAdmission)))
        }
        guard quantity <= details.seatsPerOrderMax else {
          return finish(task, .success(HoldDecision(outcome: .limitExceeded, detail: "seats_per_order")))
        }
        let search = BlockSearch(context: context, event: event, quantity: quantity, section: section) {
          [self] wish, reply in put(task, wish, reply)
        }
        search.run { [self] in finish(task, $0) }
      }
    }
  }

  private func finish(_ task: Task, _ result: Result<HoldDecision, StoreFault>) {
    let elapsed = context.loop.now - task.startedAt
    let event = context.catalog.events.first { $0.details.id == task.request.event }
    switch result {
    case .failure(let fault):
      context.metrics.count(nil, after: elapsed)
      refuse(task, Refusals.store(fault), isReplay: false)
    case .success(let decision):
      context.metrics.count(decision.outcome, after: elapsed)
      note(decision, of: task.request, in: event)
      let refusal = Refusals.hold(decision, event: event?.details, now: context.loop.wallNow)
      if let refusal { return refuse(task, refusal, isReplay: decision.isReplay) }
      if let hold = decision.hold { win(task, hold, decision) }
    }
  }

  /// What was learnt about seats serves the next search.
  private func note(_ decision: HoldDecision, of request: HoldRequest, in event: CatalogEvent?) {
    guard let event, case .seats(let seats) = request.wish else { return }
    switch decision.outcome {
    case .held: event.mark(seats, as: .held)
    case .seatUnavailable: event.mark(SeatList.read(decision.detail), as: .held)
    default: break
    }
  }

  private func win(_ task: Task, _ hold: HoldDecision.Hold, _ decision: HoldDecision) {
    // Long enough to look at the confirmation the day after.
    let token = context.holdKeys.token(of: hold.id)
    let cookie = context.holdKeys.cookie(of: hold.id, token: token, lifetimeSeconds: 86_400)
    let path = "/bookings/\(hold.id)"
    let headers: (HeaderWriter) -> Void = { writer in
      writer.field("Location", path)
      writer.field("Cache-Control", "no-store" as StaticString)
      writer.field(cookie)
      if decision.isReplay { writer.field("Idempotency-Replayed", "true" as StaticString) }
    }
    if task.isForm { return task.exchange.respond(status: 303, headers: headers) }
    task.exchange.respond(
      status: decision.outcome == .held ? 201 : 200, contentType: "application/json", headers: headers
    ) { buffer in
      HoldDocuments.won(hold, event: task.request.event, token: token, to: buffer)
    }
  }

  private func refuse(_ task: Task, _ problem: Problem, isReplay: Bool) {
    if task.isForm {
      return pages.seatsAgain(task.exchange, event: task.request.event, section: task.section, problem)
    }
    task.exchange.respond(problem) { writer in
      if isReplay { writer.field("Idempotency-Replayed", "true" as StaticString) }
    }
  }
}
