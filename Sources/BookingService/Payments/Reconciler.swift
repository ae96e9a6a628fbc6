internal import Booking
internal import BookingStore
internal import EventLoop
internal import Payments
internal import Primitives
internal import Telemetry

/// Looks at payments that nobody is working on until each rests, and closes the provider's messages about them.
final class Reconciler {
  private let context: BookingContext
  private var timer: LoopTimer?
  private var isLooking = false

  init(context: BookingContext) { self.context = context }

  func start() {
    timer = context.loop.addTimer(after: .zero, repeat: context.options.reconcileInterval) { [unowned self] in look() }
  }

  func stop() {
    timer?.cancel()
    timer = nil
  }

  /// Takes what is due; also called when a message of the provider has come.
  func look() {
    guard !isLooking, context.store.isReady else { return }
    isLooking = true
    context.store.duePayments(max: context.options.duePaymentsMax) { [weak self] result in
      guard let self else { return }
      isLooking = false
      guard case .success(let due) = result else { return }
      for payment in due { resolve(payment) }
      if due.count == context.options.duePaymentsMax { look() }
    }
    context.store.settleMessages(max: 500) { _ in }
  }

  private func resolve(_ due: DuePayment) {
    context.metrics.reconciled.increment()
    guard due.provider == context.provider.name else {
      return context.log.log(.error, "payment_of_unknown_provider", at: context.loop.wallNow) { json in
        json.field("payment_id", due.id.description)
        json.field("provider", due.provider)
      }
    }
    context.store.look(due.hold) { [weak self] result in
      guard let self, case .success(let hold?) = result else { return }
      let request = PaymentRequest(
        payment: due.id, amount: due.amount, currency: due.currency, method: due.method)
      let flow = PaymentFlow(
        context: context, hold: hold, request: request, status: due.status, isPastDeadline: due.isPastDeadline,
        declines: due.declines
      ) { [weak self] in self?.note(due, $0) }
      flow.look()
    }
  }

  private func note(_ due: DuePayment, _ ending: PaymentEnding) {
    if case .pending = ending { return }
    context.log.log(.info, "payment_reconciled", at: context.loop.wallNow) { json in
      json.field("payment_id", due.id.description)
      json.field("was", due.status.rawValue)
      json.field("ending", PaymentHandler.name(of: ending))
    }
  }
}
