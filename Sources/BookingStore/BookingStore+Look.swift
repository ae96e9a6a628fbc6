public import Booking
internal import Postgres
internal import Primitives

/// What became of giving a hold back.
public enum GiveBackOutcome: String, Sendable {
  /// Now, or before, or its time was over anyway.
  case released
  case paymentInProgress = "payment_in_progress"
  case alreadyConfirmed = "already_confirmed"
  case unknown
}

extension BookingStore {
  /// A hold as it stands; nil: there is none.
  public func look(_ hold: RecordID, _ reply: @escaping StoreReply<HoldView?>) {
    looks.put(hold, reply)
  }

  func makeLooks() -> CallBatcher<RecordID, HoldView?> {
    CallBatcher(self, BookingStore.lookStatement, callColumn: 19, counts: \.looks) { holds in
      [.texts(holds.map(\.description))]
    } answer: {
      HoldView($0)
    }
  }

  /// Gives a hold's seats back.
  public func giveBack(_ hold: RecordID, _ reply: @escaping StoreReply<GiveBackOutcome>) {
    ask(BookingStore.giveBackStatement, [.text(hold.description)], reply) {
      GiveBackOutcome(rawValue: $0[0].string(0)) ?? .unknown
    }
  }

  /// Ends holds whose time is over, at most `max`; answers how many. Correctness never waits for it.
  public func sweep(max: Int, _ reply: @escaping StoreReply<Int>) {
    ask(BookingStore.sweepStatement, [.int(max)], deadline: .seconds(10), reply) { $0[0].int(0) }
  }

  /// Forgets answers that have been kept long enough, at most `max`; answers how many.
  public func forgetAnswers(max: Int, _ reply: @escaping StoreReply<Int>) {
    ask(BookingStore.forgetStatement, [.int(max), .int(options.answerSeconds)], deadline: .seconds(10), reply) {
      $0.affected
    }
  }

  static let lookStatement = PostgresStatement(
    "booking_look", [.texts],
    """
    SELECT id::text, event_id, user_id, pass_id, status, quantity, total_amount, currency, created_at, expires_at, declines,
      end_reason, items, booking_id::text, booking_status, payment_id::text, payment_status, payment_method, payment_reason,
      call
    FROM holds_look($1::uuid[])
    """)
  static let giveBackStatement = PostgresStatement("booking_give_back", [.text], "SELECT hold_give_back($1::uuid)")
  static let sweepStatement = PostgresStatement("booking_sweep", [.int], "SELECT hold_sweep($1::integer)")
  static let forgetStatement = PostgresStatement(
    "booking_forget", [.int, .int],
    """
    DELETE FROM idempotency WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM idempotency WHERE created_at < (SELECT clock_timestamp()) - $2 * interval '1 second'
      ORDER BY created_at LIMIT $1 FOR UPDATE SKIP LOCKED))
    """)
}

extension HoldView {
  /// Nil: there is no such hold.
  fileprivate init?(_ row: PostgresRow) {
    guard let text = row.viewOrNil(0) else { return nil }
    guard let id = RecordID(text), let status = HoldStatus(rawValue: row.string(4)) else {
      preconditionFailure("a hold that cannot be: \(row.string(0)) \(row.string(4))")
    }
    self.id = id
    event = row.string(1)
    user = row.string(2)
    pass = row.string(3)
    self.status = status
    quantity = row.int(5)
    total = row.int(6)
    currency = row.string(7)
    createdAt = row.instant(8)
    expiresAt = row.instant(9)
    declines = row.int(10)
    endReason = row.stringOrNil(11)
    items = row.string(12)
    booking = row.viewOrNil(13).flatMap { RecordID($0) }
    bookingStatus = row.stringOrNil(14).flatMap { BookingStatus(rawValue: $0) }
    if let id = row.viewOrNil(15).flatMap({ RecordID($0) }), let status = PaymentStatus(rawValue: row.string(16)) {
      payment = Payment(id: id, status: status, method: row.string(17), reason: row.stringOrNil(18))
    }
  }
}
