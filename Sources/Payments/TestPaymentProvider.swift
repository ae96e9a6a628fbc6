public import Booking
public import EventLoop
internal import Primitives

/// A provider that takes no money, for demonstrations and tests. What it did it keeps in books that outlive the process, so
/// that it can be asked after a crash as a real one can.
public final class TestPaymentProvider: PaymentProvider {
  public let name = "test"
  private let loop: Loop
  private let books: any PaymentBooks
  private let delays: TestPaymentDelays
  /// Payments of `test_error` by the time of their failure.
  private var failures = LeastRecentlyUsed<RecordID, MonotonicInstant>(capacity: 1_024)

  public init(loop: Loop, books: any PaymentBooks, delays: TestPaymentDelays = TestPaymentDelays()) {
    self.loop = loop
    self.books = books
    self.delays = delays
  }

  public func knows(method: String) -> Bool { TestPaymentMethod(rawValue: method) != nil }

  public func authorize(_ request: PaymentRequest, _ reply: @escaping Reply) {
    switch TestPaymentMethod(rawValue: request.method) {
    case .ok: open(request, .authorized, reply)
    case .decline: open(request, .declined, reply)
    case .slow:
      loop.addTimer(after: delays.slow) { [self] in open(request, .authorized, reply) }
    case .lostReply:
      open(request, .authorized) { [self] _ in loop.addTimer(after: delays.lost) { reply(.unknown) } }
    case .error:
      failures.insert(loop.now, for: request.payment)
      later { reply(.unknown) }
    case nil: later { reply(.declined(reason: "unknown_method")) }
    }
  }

  public func capture(_ request: PaymentRequest, _ reply: @escaping Reply) {
    move(request, from: [.authorized], to: .captured) { [self] report in
      guard request.method == TestPaymentMethod.lostReply.rawValue else { return reply(report) }
      loop.addTimer(after: delays.lost) { reply(.unknown) }
    }
  }

  public func void(_ request: PaymentRequest, _ reply: @escaping Reply) {
    move(request, from: [.authorized], to: .voided) { [self] report in
      guard report == .unheardOf else { return reply(report) }
      open(request, .voided, reply)
    }
  }

  public func refund(_ request: PaymentRequest, _ reply: @escaping Reply) {
    move(request, from: [.captured], to: .refunded, reply)
  }

  public func look(_ request: PaymentRequest, _ reply: @escaping Reply) {
    if let failed = failures.peek(request.payment), loop.now - failed < delays.outage {
      return later { reply(.unknown) }
    }
    books.look(request.payment) { reply(ProviderReport($0)) }
  }

  private func open(_ request: PaymentRequest, _ status: PaymentBookEntry.Status, _ reply: @escaping Reply) {
    let entry = PaymentBookEntry(
      payment: request.payment, amount: request.amount, method: request.method, status: status)
    books.open(entry) { reply(ProviderReport($0)) }
  }

  private func move(
    _ request: PaymentRequest, from: [PaymentBookEntry.Status], to: PaymentBookEntry.Status, _ reply: @escaping Reply
  ) {
    books.move(request.payment, from: from, to: to) { reply(ProviderReport($0)) }
  }

  /// No reply comes before its call has returned.
  private func later(_ body: @escaping () -> Void) { loop.addTimer(after: .zero, body) }
}

extension ProviderReport {
  fileprivate init(_ result: Result<PaymentBookEntry?, PaymentBooksFault>) {
    switch result {
    case .failure: self = .unknown
    case .success(nil): self = .unheardOf
    case .success(let entry?):
      switch entry.status {
      case .authorized: self = .authorized(reference: "test-\(entry.payment)")
      case .captured: self = .captured
      case .declined: self = .declined(reason: "card_declined")
      case .voided: self = .voided
      case .refunded: self = .refunded
      }
    }
  }
}
