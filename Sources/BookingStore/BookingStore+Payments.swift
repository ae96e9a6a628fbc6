public import Booking
internal import Postgres
internal import Primitives

/// An attempt to pay that is to begin.
public struct PaymentStart: Sendable {
  public var payment: RecordID
  public var hold: RecordID
  public var provider: String
  public var method: String
  public var request: RequestKey

  public init(payment: RecordID, hold: RecordID, provider: String, method: String, request: RequestKey) {
    self.payment = payment
    self.hold = hold
    self.provider = provider
    self.method = method
    self.request = request
  }
}

/// An answer that is kept under the key of the request.
public struct StoredAnswer: Sendable, Equatable {
  public var status: Int
  public var body: String

  public init(status: Int, body: String) {
    self.status = status
    self.body = body
  }
}

/// Whether an attempt to pay has begun.
public enum PaymentStartOutcome: Sendable, Equatable {
  /// In minor units; and how often the hold's payments were declined before.
  case started(amount: Int, currency: String, declines: Int)
  case unknown
  case holdExpired
  case paymentInProgress
  case alreadyConfirmed
  /// The stored answer to the same key.
  case replayed(StoredAnswer)
  /// The same key; its outcome is still open, and its caller was told so.
  case pending
  case idempotencyMismatch
  case idempotencyInProgress
}

/// What a step of a payment came to.
public enum PaymentStep: Sendable, Equatable {
  /// The step was taken.
  case done
  /// The seats were another's by then: the money goes back.
  case lost
  /// The last allowed decline: the hold was given back.
  case released
  /// Somebody else was faster: the payment stands so.
  case already(PaymentStatus)
  /// The database has no such payment: one that had not heard of it has taken over.
  case unknown
}

/// A payment that somebody should look at.
public struct DuePayment: Sendable {
  public var id: RecordID
  public var hold: RecordID
  public var provider: String
  public var method: String
  public var status: PaymentStatus
  public var amount: Int
  public var currency: String
  public var isPastDeadline: Bool
  public var declines: Int
}

extension BookingStore {
  /// Extends the hold to the payment limit and notes the attempt and its key.
  public func beginPayment(_ start: PaymentStart, _ reply: @escaping StoreReply<PaymentStartOutcome>) {
    begins.put(start, reply)
  }

  /// The money is reserved: sells the seats as `booking`, or keeps `ifLost` as the answer because they are another's.
  public func sell(
    _ payment: RecordID, reference: String, booking: RecordID, ifLost: StoredAnswer,
    _ reply: @escaping StoreReply<PaymentStep>
  ) {
    sales.put(SaleCall(payment: payment, reference: reference, booking: booking, ifLost: ifLost), reply)
  }

  /// The money is taken: the order stands, and `answer` is kept.
  public func confirm(_ payment: RecordID, answer: StoredAnswer, _ reply: @escaping StoreReply<PaymentStep>) {
    confirms.put(ConfirmCall(payment: payment, answer: answer), reply)
  }

  public func decline(
    _ payment: RecordID, reason: String, answer: StoredAnswer, _ reply: @escaping StoreReply<PaymentStep>
  ) {
    step(
      BookingStore.declineStatement,
      [
        .text(payment.description), .text(reason), .int(options.declinesMax), .int(answer.status), .text(answer.body),
      ], reply)
  }

  /// Gives the attempt up: the hold goes on, what the provider may have is voided.
  public func abandon(
    _ payment: RecordID, reason: String, answer: StoredAnswer, _ reply: @escaping StoreReply<PaymentStep>
  ) {
    step(
      BookingStore.abandonStatement,
      [.text(payment.description), .text(reason), .int(answer.status), .text(answer.body)], reply)
  }

  /// The provider will not capture: the seats go back on sale.
  public func captureFailed(
    _ payment: RecordID, reason: String, answer: StoredAnswer, _ reply: @escaping StoreReply<PaymentStep>
  ) {
    step(
      BookingStore.captureFailedStatement,
      [.text(payment.description), .text(reason), .int(answer.status), .text(answer.body)], reply)
  }

  /// What became of money that goes back: `voided`, `captured` (it is refunded next) or `refunded`.
  public func noteReturned(_ payment: RecordID, _ status: PaymentStatus, _ reply: @escaping StoreReply<PaymentStep>) {
    step(
      BookingStore.returnedStatement, [.text(payment.description), .text(status.rawValue.lowercased())],
      reply)
  }

  /// The caller has been told that the outcome is open: from now on the key's answer is "pending".
  public func answeredPending(_ payment: RecordID, _ reply: @escaping StoreReply<Void>) {
    ask(BookingStore.pendingStatement, [.text(payment.description)], reply) { _ in }
  }

  /// Payments whose time has come, each for one asker; they come back later if they do not rest by then.
  public func duePayments(max: Int, _ reply: @escaping StoreReply<[DuePayment]>) {
    ask(BookingStore.dueStatement, [.int(max)], reply) { $0.rows.map(DuePayment.init) }
  }

  /// A refund by staff: the order ends, its seats go back on sale, the money goes back.
  public func refund(_ booking: RecordID, actor: String, _ reply: @escaping StoreReply<BookingStatus?>) {
    ask(BookingStore.refundStatement, [.text(booking.description), .text(actor)], reply) {
      BookingStatus(rawValue: $0[0].string(0).uppercased())
    }
  }

  private func step(
    _ statement: PostgresStatement, _ parameters: [PostgresParameter], _ reply: @escaping StoreReply<PaymentStep>
  ) {
    ask(statement, parameters, reply) { PaymentStep($0[0].string(0)) }
  }
}

extension PaymentStep {
  init(_ word: String) {
    switch word {
    case "done": self = .done
    case "lost": self = .lost
    case "released": self = .released
    case "unknown": self = .unknown
    default:
      guard word.hasPrefix("already_"), let status = PaymentStatus(rawValue: word.dropFirst(8).uppercased()) else {
        preconditionFailure("a payment's step answered \(word)")
      }
      self = .already(status)
    }
  }
}

extension DuePayment {
  fileprivate init(_ row: PostgresRow) {
    guard let id = RecordID(row.view(0)), let hold = RecordID(row.view(1)),
      let status = PaymentStatus(rawValue: row.string(4))
    else { preconditionFailure("a payment that cannot be: \(row.string(0)) \(row.string(4))") }
    self.id = id
    self.hold = hold
    provider = row.string(2)
    method = row.string(3)
    self.status = status
    amount = row.int(5)
    currency = row.string(6)
    isPastDeadline = row.bool(7)
    declines = row.int(8)
  }
}

extension BookingStore {
  static let declineStatement = step(
    "booking_pay_decline", [.text, .text, .int, .int, .text],
    "payment_declined($1::uuid, $2, $3::integer, $4::integer, $5)")
  static let abandonStatement = step(
    "booking_pay_abandon", [.text, .text, .int, .text], "payment_abandoned($1::uuid, $2, $3::integer, $4)")
  static let captureFailedStatement = step(
    "booking_pay_failed", [.text, .text, .int, .text], "payment_capture_failed($1::uuid, $2, $3::integer, $4)")
  static let returnedStatement = step("booking_pay_returned", [.text, .text], "payment_returned($1::uuid, $2)")

  /// A step with the payment that the first parameter names. Payments are never deleted: where there is none, the database
  /// has lost it.
  private static func step(_ name: String, _ types: [PostgresType], _ call: String) -> PostgresStatement {
    PostgresStatement(
      name, types,
      "SELECT CASE WHEN payment_is_known($1::uuid) THEN \(call) ELSE 'unknown' END")
  }

  static let pendingStatement = PostgresStatement(
    "booking_pay_pending", [.text],
    """
    UPDATE idempotency k SET busy_until = NULL FROM payments p
    WHERE p.id = $1::uuid AND k.scope = p.answer_scope AND k.key = p.answer_key AND k.status = 0
    """)
  static let dueStatement = PostgresStatement(
    "booking_pay_due", [.int],
    """
    SELECT payment_id::text, hold_id::text, provider, method, status, amount, currency, past_deadline, declines
    FROM payments_due($1::integer)
    """)
  static let refundStatement = PostgresStatement(
    "booking_refund", [.text, .text], "SELECT booking_refund($1::uuid, $2)")
}
