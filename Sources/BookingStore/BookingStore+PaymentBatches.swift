internal import Booking
internal import Postgres
internal import Primitives

/// The step in which seats are sold.
struct SaleCall {
  var payment: RecordID
  var reference: String
  var booking: RecordID
  var ifLost: StoredAnswer
}

/// The last step.
struct ConfirmCall {
  var payment: RecordID
  var answer: StoredAnswer
}

/// The three steps that every order takes, each in one statement for all payments of a loop turn.
extension BookingStore {
  func makeBegins() -> CallBatcher<PaymentStart, PaymentStartOutcome> {
    let options = options
    return CallBatcher(self, BookingStore.beginStatement, callColumn: 6, counts: \.payments) { starts in
      [
        .texts(starts.map(\.hold.description)), .texts(starts.map(\.payment.description)),
        .texts(starts.map(\.provider)), .texts(starts.map(\.method)), .byteStrings(starts.map(\.request.key)),
        .byteStrings(starts.map(\.request.fingerprint)), .int(options.paymentSeconds), .int(options.paymentBusySeconds),
      ]
    } answer: {
      PaymentStartOutcome($0)
    }
  }

  func makeSales() -> CallBatcher<SaleCall, PaymentStep> {
    let options = options
    return CallBatcher(self, BookingStore.sellStatement, callColumn: 1, counts: \.payments) { sales in
      [
        .texts(sales.map(\.payment.description)), .texts(sales.map(\.reference)),
        .texts(sales.map(\.booking.description)), .ints(sales.map(\.ifLost.status)), .texts(sales.map(\.ifLost.body)),
        .int(options.paymentBusySeconds),
      ]
    } answer: {
      PaymentStep($0.string(0))
    }
  }

  func makeConfirms() -> CallBatcher<ConfirmCall, PaymentStep> {
    CallBatcher(self, BookingStore.confirmStatement, callColumn: 1, counts: \.payments) { confirms in
      [
        .texts(confirms.map(\.payment.description)), .ints(confirms.map(\.answer.status)),
        .texts(confirms.map(\.answer.body)),
      ]
    } answer: {
      PaymentStep($0.string(0))
    }
  }

  static let beginStatement = PostgresStatement(
    "booking_pay_begin", [.texts, .texts, .texts, .texts, .byteStrings, .byteStrings, .int, .int],
    """
    SELECT outcome, answer_status, answer_body, amount, currency, declines, call
    FROM payments_begin($1::uuid[], $2::uuid[], $3, $4, $5, $6, $7::integer, $8::integer)
    """)
  static let sellStatement = PostgresStatement(
    "booking_pay_sell", [.texts, .texts, .texts, .ints, .texts, .int],
    "SELECT step, call FROM payments_authorized($1::uuid[], $2, $3::uuid[], $4::integer[], $5, $6::integer)")
  static let confirmStatement = PostgresStatement(
    "booking_pay_confirm", [.texts, .ints, .texts],
    "SELECT step, call FROM payments_captured($1::uuid[], $2::integer[], $3)")
}

extension PaymentStartOutcome {
  fileprivate init(_ row: PostgresRow) {
    switch row.string(0) {
    case "started": self = .started(amount: row.int(3), currency: row.string(4), declines: row.int(5))
    case "hold_expired": self = .holdExpired
    case "payment_in_progress": self = .paymentInProgress
    case "already_confirmed": self = .alreadyConfirmed
    case "replayed": self = .replayed(StoredAnswer(status: row.int(1), body: row.string(2)))
    case "pending": self = .pending
    case "idempotency_mismatch": self = .idempotencyMismatch
    case "idempotency_in_progress": self = .idempotencyInProgress
    default: self = .unknown
    }
  }
}
