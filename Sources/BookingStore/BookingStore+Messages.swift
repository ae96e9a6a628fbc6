public import Booking
internal import Postgres

extension BookingStore {
  /// Stores a provider's message; answers whether it was new. Its payment, if we know it, is looked at next.
  public func storeMessage(
    provider: String, event: String, type: String, payment: RecordID?, payload: String,
    _ reply: @escaping StoreReply<Bool>
  ) {
    ask(
      BookingStore.messageStatement,
      [.text(provider), .text(event), .text(type), .optional(payment?.description), .text(payload)], reply
    ) { $0[0].bool(0) }
  }

  /// Closes messages whose payment has come to rest, at most `max`; answers how many.
  public func settleMessages(max: Int, _ reply: @escaping StoreReply<Int>) {
    ask(BookingStore.settleStatement, [.int(max)], reply) { $0[0].int(0) }
  }

  static let messageStatement = PostgresStatement(
    "booking_message", [.text, .text, .text, .text, .text], "SELECT webhook_store($1, $2, $3, $4::uuid, $5)")
  static let settleStatement = PostgresStatement("booking_settle", [.int], "SELECT webhook_settle($1::integer)")
}
