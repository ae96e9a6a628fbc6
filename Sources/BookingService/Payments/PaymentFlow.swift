internal import Booking
internal import BookingStore
internal import EventLoop
internal import Payments
internal import Primitives
internal import Telemetry

/// One payment on its way: asks the provider, notes what it says, and goes on until the payment rests or nothing more can
/// be done now. The same for a buyer's request and for reconciliation; what to do next is `PaymentAction`'s to say.
///
/// `ending` is called once, at what a buyer wants to know; giving money back goes on after it.
final class PaymentFlow {
  private let context: BookingContext
  private let hold: HoldView
  private let request: PaymentRequest
  private var status: PaymentStatus
  private var booking: RecordID?
  private let isPastDeadline: Bool
  private let declines: Int
  private var ending: ((PaymentEnding) -> Void)?
  /// Steps and looks of this flow; past the bounds reconciliation goes on.
  private var steps = 0
  private var looks = 0
  private static let stepsMax = 12
  private static let looksMax = 5

  /// `declines`: how often the hold's payments were declined before.
  init(
    context: BookingContext, hold: HoldView, request: PaymentRequest, status: PaymentStatus, isPastDeadline: Bool,
    declines: Int, ending: @escaping (PaymentEnding) -> Void
  ) {
    self.context = context
    self.hold = hold
    self.request = request
    self.status = status
    self.isPastDeadline = isPastDeadline
    self.declines = declines
    self.ending = ending
    booking = hold.booking
  }

  /// A buyer's payment begins.
  func authorize() { call { [self] in context.provider.authorize(request, $0) } }

  /// Reconciliation asks where it stands.
  func look() { call { [self] in context.provider.look(request, $0) } }

  /// Puts one call to the provider; without an answer in time it counts as unknown.
  private func call(_ start: (@escaping (ProviderReport) -> Void) -> Void) {
    var isAnswered = false
    var timer: LoopTimer?
    let once: (ProviderReport) -> Void = { [self] report in
      guard !isAnswered else { return }
      isAnswered = true
      timer?.cancel()
      act(on: report)
    }
    timer = context.loop.addTimer(after: context.options.providerTimeout) { once(.unknown) }
    start(once)
  }

  private func act(on report: ProviderReport) {
    steps += 1
    guard steps <= PaymentFlow.stepsMax else { return end(.pending) }
    switch PaymentAction.next(status, report, isPastDeadline: isPastDeadline) {
    case .sell(let reference): sell(reference)
    case .capture: call { [self] in context.provider.capture(request, $0) }
    case .confirm: confirm()
    case .decline(let reason): decline(reason)
    case .abandon(let reason): abandon(reason)
    case .captureFailed(let reason): captureFailed(reason)
    case .void: call { [self] in context.provider.void(request, $0) }
    case .refund: call { [self] in context.provider.refund(request, $0) }
    case .noteVoided: note(.voided)
    case .noteCaptured: note(.captured)
    case .noteRefunded: note(.refunded)
    case .wait: lookLater()
    case .nothing: end(.elsewhere(status))
    }
  }

  /// A reply was lost: asks again soon, a few times.
  private func lookLater() {
    guard looks < PaymentFlow.looksMax else { return end(.pending) }
    looks += 1
    context.loop.addTimer(after: .milliseconds(500 << min(looks - 1, 3))) { [self] in look() }
  }

  private func sell(_ reference: String) {
    let new = RecordID(at: context.loop.wallNow, using: &context.random)
    let lost = PaymentAnswers.lost(hold)
    context.store.sell(request.payment, reference: reference, booking: new, ifLost: lost) { [self] result in
      then(result) { step in
        switch step {
        case .lost:
          end(.lost(lost))
          giveBack(.authorized(reference: reference))
        default:
          booking = new
          status = .capturing
          act(on: .authorized(reference: reference))
        }
      }
    }
  }

  private func confirm() {
    let answer = PaymentAnswers.confirmed(hold, payment: request.payment, booking: booking)
    context.store.confirm(request.payment, answer: answer) { [self] result in
      // Twice is as once.
      if case .success(.already(.captured)) = result { return end(.confirmed(answer)) }
      then(result) { _ in end(.confirmed(answer)) }
    }
  }

  private func decline(_ reason: String) {
    let left = max(0, context.store.options.declinesMax - declines - 1)
    let answer = PaymentAnswers.declined(hold, reason: reason, attemptsLeft: left)
    context.store.decline(request.payment, reason: reason, answer: answer) { [self] result in
      then(result) { _ in end(.declined(answer, attemptsLeft: left)) }
    }
  }

  private func abandon(_ reason: String) {
    let answer = PaymentAnswers.abandoned(hold, reason: reason)
    context.store.abandon(request.payment, reason: reason, answer: answer) { [self] result in
      then(result) { _ in
        end(.abandoned(answer))
        giveBack(.unheardOf)
      }
    }
  }

  private func captureFailed(_ reason: String) {
    let answer = PaymentAnswers.captureFailed(hold, reason: reason)
    context.store.captureFailed(request.payment, reason: reason, answer: answer) { [self] result in
      then(result) { _ in
        end(.abandoned(answer))
        giveBack(.unheardOf)
      }
    }
  }

  private func giveBack(_ report: ProviderReport) {
    status = .voiding
    act(on: report)
  }

  private func note(_ what: PaymentStatus) {
    context.store.noteReturned(request.payment, what) { [self] result in
      // The money goes back, whether the database knows of it or not.
      if case .success(.unknown) = result { return goOn(after: what) }
      then(result) { _ in goOn(after: what) }
    }
  }

  private func goOn(after what: PaymentStatus) {
    guard what == .captured else { return end(.elsewhere(what)) }
    status = .refunding
    act(on: .captured)
  }

  /// A database that has taken over without having heard of the payment can hold no order: what was paid goes back.
  private func forget() {
    context.log.log(.error, "payment_forgotten", at: context.loop.wallNow) { json in
      json.field("hold_id", hold.id.description)
      json.field("payment_id", request.payment.description)
    }
    end(.fault(.unknownOutcome("the database has no record of this payment any more")))
    status = .voiding
    look()
  }

  /// Goes on if the step was ours; ends the flow if somebody else was faster or the database is away.
  private func then(_ result: Result<PaymentStep, StoreFault>, _ body: (PaymentStep) -> Void) {
    switch result {
    case .failure(let fault): end(.fault(fault))
    case .success(.already(let other)): end(.elsewhere(other))
    case .success(.unknown): forget()
    case .success(let step): body(step)
    }
  }

  private func end(_ how: PaymentEnding) {
    let call = ending
    ending = nil
    call?(how)
  }
}
