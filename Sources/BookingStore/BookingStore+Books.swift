public import Booking
internal import Postgres

/// The test provider's books lie in the same PostgreSQL for want of another company.
extension BookingStore: PaymentBooks {
  public func open(_ entry: PaymentBookEntry, _ reply: @escaping PaymentBooks.Reply) {
    book(
      BookingStore.openBookStatement,
      [.text(entry.payment.description), .int(entry.amount), .text(entry.method), .text(entry.status.rawValue)], reply)
  }

  public func move(
    _ payment: RecordID, from: [PaymentBookEntry.Status], to: PaymentBookEntry.Status,
    _ reply: @escaping PaymentBooks.Reply
  ) {
    book(
      BookingStore.moveBookStatement,
      [.text(payment.description), .texts(from.map(\.rawValue)), .text(to.rawValue)], reply)
  }

  public func look(_ payment: RecordID, _ reply: @escaping PaymentBooks.Reply) {
    book(
      BookingStore.lookBookStatement,
      [.text(payment.description)], reply)
  }

  private func book(
    _ statement: PostgresStatement, _ parameters: [PostgresParameter], _ reply: @escaping PaymentBooks.Reply
  ) {
    let answer: StoreReply<PaymentBookEntry?> = { reply($0.mapError { PaymentBooksFault($0.description) }) }
    ask(statement, parameters, answer) { $0.first.map(PaymentBookEntry.init) }
  }
}

extension BookingStore {
  static let openBookStatement = PostgresStatement(
    "test_books_open", [.text, .int, .text, .text],
    "SELECT id::text, amount, method, status FROM test_book_open($1::uuid, $2, $3, $4)")
  static let moveBookStatement = PostgresStatement(
    "test_books_move", [.text, .texts, .text],
    "SELECT id::text, amount, method, status FROM test_book_move($1::uuid, $2, $3)")
  static let lookBookStatement = PostgresStatement(
    "test_books_look", [.text], "SELECT id::text, amount, method, status FROM test_book_look($1::uuid)")
}

extension PaymentBookEntry {
  fileprivate init(_ row: PostgresRow) {
    guard let payment = RecordID(row.view(0)), let status = Status(rawValue: row.string(3)) else {
      preconditionFailure("an entry that cannot be: \(row.string(0)) \(row.string(3))")
    }
    self.init(payment: payment, amount: row.int(1), method: row.string(2), status: status)
  }
}
