internal import Booking
internal import BookingStore
internal import EventLoop
internal import HTTP
internal import HTTPWire
internal import Payments
internal import Pages
internal import Primitives
internal import Telemetry

/// `POST /bookings/{hold_id}/pay`, as JSON and as a plain form.
final class PaymentHandler {
  private let context: BookingContext
  private let holds: HoldAccess
  private let pages: HoldPages

  /// One request on its way.
  private struct Task {
    let exchange: Exchange
    let hold: HoldView
    let request: PayRequest
    let key: RequestKey
    let isForm: Bool
  }

  init(context: BookingContext, holds: HoldAccess, pages: HoldPages) {
    self.context = context
    self.holds = holds
    self.pages = pages
  }

  func pay(_ exchange: Exchange, _ id: RecordID) {
    let access = holds.access(to: id, exchange)
    exchange.collectBody(max: context.options.bodyBytesMax) { [self] result in
      switch result {
      case .failure(let fault): exchange.respond(fault.problem)
      case .success(let body):
        do throws(Problem) {
          let (request, key, isForm) = try read(exchange.head, body)
          holds.look(access, exchange, isPage: isForm) { [self] hold in
            begin(Task(exchange: exchange, hold: hold, request: request, key: key, isForm: isForm))
          }
        } catch {
          exchange.respond(error)
        }
      }
    }
  }

  private func read(_ head: RequestHead, _ body: ByteView) throws(Problem) -> (PayRequest, RequestKey, Bool) {
    var key = try IdempotencyKey.read(head)
    let request: PayRequest
    let kind = try RequestBodyKind(head)
    switch kind {
    case .json: request = try PayRequest(json: body)
    case .form:
      let form = try RequestBodyKind.form(body)
      request = try PayRequest(form: form)
      if key == nil, let field = form.first("idempotency_key") { key = try IdempotencyKey.check(field) }
    }
    guard let key else { throw Problem(.idempotencyKeyRequired, detail: "Paying needs an Idempotency-Key.") }
    guard context.provider.knows(method: request.method) else {
      throw Problem(.unprocessable, detail: "The payment provider has no such `payment_method`.")
    }
    return (request, IdempotencyKey.stored(key, fingerprint: request.fingerprint), kind == .form)
  }

  private func begin(_ task: Task) {
    let payment = RecordID(at: context.loop.wallNow, using: &context.random)
    let start = PaymentStart(
      payment: payment, hold: task.hold.id, provider: context.provider.name, method: task.request.method,
      request: task.key)
    context.store.beginPayment(start) { [self] result in
      switch result {
      case .failure(let fault): refuse(task, Refusals.store(fault))
      case .success(.started(let amount, let currency, let declines)):
        let request = PaymentRequest(
          payment: payment, amount: amount, currency: currency, method: task.request.method)
        run(task, request, declines)
      case .success(let outcome): answer(task, outcome)
      }
    }
  }

  /// Works on the payment; the buyer is answered when it has come to an end, or told after a while that it is open.
  private func run(_ task: Task, _ request: PaymentRequest, _ declines: Int) {
    var isAnswered = false
    let timer = context.loop.addTimer(after: context.options.answerWait) { [self] in
      guard !isAnswered else { return }
      isAnswered = true
      answerPending(task, request.payment)
    }
    let flow = PaymentFlow(
      context: context, hold: task.hold, request: request, status: .authorizing, isPastDeadline: false,
      declines: declines
    ) { [self] ending in
      timer.cancel()
      note(task, request, ending)
      guard !isAnswered else { return }
      isAnswered = true
      answer(task, request.payment, ending)
    }
    flow.authorize()
  }

  private func note(_ task: Task, _ request: PaymentRequest, _ ending: PaymentEnding) {
    if case .confirmed = ending, let event = event(task) { event.mark(SeatList.ofItems(task.hold.items), as: .sold) }
    context.metrics.count(PaymentHandler.metric(of: ending))
    context.log.log(.info, "payment_ended", at: context.loop.wallNow) { json in
      json.field("hold_id", task.hold.id.description)
      json.field("payment_id", request.payment.description)
      json.field("ending", PaymentHandler.name(of: ending))
    }
  }

  /// Without a payment of its own.
  private func answer(_ task: Task, _ outcome: PaymentStartOutcome) {
    switch outcome {
    case .started: preconditionFailure("a payment that has begun is answered by its ending")
    case .replayed(let stored): respond(task, stored, notice: nil, isReplay: true)
    case .pending: answerPending(task, nil)
    case .unknown: refuse(task, Refusals.noHold)
    case .holdExpired: refuse(task, Problem(.holdExpired, detail: "The hold's time is over."))
    case .paymentInProgress: refuse(task, Problem(.paymentInProgress))
    case .alreadyConfirmed: refuse(task, Problem(.alreadyConfirmed))
    case .idempotencyMismatch: refuse(task, Problem(.idempotencyMismatch))
    case .idempotencyInProgress: refuse(task, Problem(.idempotencyInProgress))
    }
  }

  private func answer(_ task: Task, _ payment: RecordID, _ ending: PaymentEnding) {
    switch ending {
    case .confirmed(let stored), .abandoned(let stored), .lost(let stored):
      respond(task, stored, notice: nil, isReplay: false)
    case .declined(let stored, let left):
      respond(task, stored, notice: .paymentDeclined(attemptsLeft: left), isReplay: false)
    case .pending, .elsewhere, .fault: answerPending(task, payment)
    }
  }

  private func respond(_ task: Task, _ stored: StoredAnswer, notice: PageNotice?, isReplay: Bool) {
    if task.isForm {
      if stored.status == 200 { return pages.redirect(task.exchange, to: task.hold.id, completes: true) }
      return pages.again(task.exchange, task.hold.id, notice: notice, status: stored.status)
    }
    var body = stored.body
    let isProblem = stored.status >= 400
    body.withUTF8 { bytes in
      task.exchange.respond(
        status: stored.status, contentType: isProblem ? Problem.contentType : "application/json",
        headers: { writer in
          writer.field("Cache-Control", "no-store" as StaticString)
          if isReplay { writer.field("Idempotency-Replayed", "true" as StaticString) }
          // The place in the room is free for the next.
          if stored.status == 200 { writer.field("Usher-Command", "complete" as StaticString) }
        }, body: ByteView(UnsafeRawBufferPointer(bytes)))
    }
  }

  /// 202: it goes on without the request.
  private func answerPending(_ task: Task, _ payment: RecordID?) {
    if let payment { context.store.answeredPending(payment) { _ in } }
    if task.isForm { return pages.again(task.exchange, task.hold.id, notice: .paymentUnknown, status: 202) }
    task.exchange.respond(
      status: 202, contentType: "application/json",
      headers: { writer in
        writer.field("Cache-Control", "no-store" as StaticString)
        writer.field("Retry-After", 2)
        writer.field("Location", "/bookings/\(task.hold.id)")
      }
    ) { HoldDocuments.paid(task.hold, payment: payment, booking: nil, status: .paymentPending, to: $0) }
  }

  private func refuse(_ task: Task, _ problem: Problem) {
    context.metrics.count(.refused)
    guard task.isForm else { return task.exchange.respond(problem) }
    let notice: PageNotice? =
      switch problem.code {
      case .paymentInProgress, .idempotencyInProgress: .paymentInProgress
      case .bookingUnavailable, .overloaded, .contended, .idempotencyMismatch: .tryAgain
      default: nil
      }
    pages.again(task.exchange, task.hold.id, notice: notice, status: problem.status)
  }

  private func event(_ task: Task) -> CatalogEvent? {
    context.catalog.events.first { $0.details.id == task.hold.event }
  }

  private static func metric(of ending: PaymentEnding) -> BookingMetrics.PaymentEnd {
    switch ending {
    case .confirmed: .confirmed
    case .declined: .declined
    case .abandoned: .abandoned
    case .lost: .lost
    case .pending, .elsewhere: .pending
    case .fault: .failed
    }
  }

  static func name(of ending: PaymentEnding) -> String { metric(of: ending).rawValue }
}
