internal import Booking
internal import BookingStore
internal import Telemetry

/// The core's numbers.
final class BookingMetrics {
  let registry = MetricsRegistry()
  private let requests: CounterGroup
  private let holds: CounterGroup
  private let holdSeconds: Histogram
  private let payments: CounterGroup
  private let batches: Gauge
  private let paymentStatements: Gauge
  private let paymentSteps: Gauge
  private let lookStatements: Gauge
  private let looks: Gauge
  private let carts: Gauge
  private let retries: Gauge
  let sweptHolds: Counter
  let reconciled: Counter
  let messages: Counter

  /// How a request to pay ended.
  enum PaymentEnd: String, CaseIterable {
    case confirmed, declined, abandoned, lost, pending, refused, failed
  }

  init() {
    requests = registry.counters(
      "usher_booking_requests_total", help: "Requests by route.", label: "route", values: BookingRoute.names)
    holds = registry.counters(
      "usher_booking_holds_total", help: "Answers to POST /bookings/hold by outcome.", label: "outcome",
      values: HoldOutcome.allCases.map(\.rawValue) + ["fault"])
    holdSeconds = registry.histogram(
      "usher_booking_hold_seconds", help: "From a hold's request to its decision.", bounds: Histogram.callSeconds)
    payments = registry.counters(
      "usher_booking_payments_total", help: "Attempts to pay by their end within the request.", label: "end",
      values: PaymentEnd.allCases.map(\.rawValue))
    batches = registry.gauge("usher_booking_hold_statements", help: "Statements that decided carts.")
    carts = registry.gauge("usher_booking_carts", help: "Carts decided by those statements.")
    paymentStatements = registry.gauge(
      "usher_booking_payment_statements", help: "Statements that took steps of payments.")
    paymentSteps = registry.gauge("usher_booking_payment_steps", help: "Steps of payments taken by those statements.")
    lookStatements = registry.gauge("usher_booking_look_statements", help: "Statements that read holds by number.")
    looks = registry.gauge("usher_booking_looks", help: "Holds read by those statements.")
    retries = registry.gauge("usher_booking_statement_retries", help: "Statements put again after losing to others.")
    sweptHolds = registry.counter("usher_booking_holds_swept_total", help: "Lapsed holds ended by the sweeper.")
    reconciled = registry.counter(
      "usher_booking_payments_reconciled_total", help: "Payments looked at by reconciliation.")
    messages = registry.counter("usher_booking_webhooks_total", help: "New messages of the payment provider.")
  }

  func count(_ route: BookingRoute) { requests.increment(route.index) }

  func count(_ outcome: HoldOutcome?, after duration: Duration) {
    let index = outcome.flatMap { HoldOutcome.allCases.firstIndex(of: $0) } ?? HoldOutcome.allCases.count
    holds.increment(index)
    holdSeconds.observe(duration)
  }

  func count(_ end: PaymentEnd) { payments.increment(PaymentEnd.allCases.firstIndex(of: end) ?? 0) }

  func snapshot(_ statistics: BookingStoreStatistics) -> MetricsSnapshot {
    batches.set(statistics.batchesTotal)
    carts.set(statistics.cartsTotal)
    paymentStatements.set(statistics.payments.statementsTotal)
    paymentSteps.set(statistics.payments.callsTotal)
    lookStatements.set(statistics.looks.statementsTotal)
    looks.set(statistics.looks.callsTotal)
    retries.set(statistics.retriesTotal)
    return registry.snapshot()
  }
}
