public import Booking
internal import EventLoop
internal import Postgres
internal import Primitives

extension BookingStore {
  typealias HoldEntry = Batcher<StoreReply<HoldDecision>>.Entry

  /// Decides a cart: all or nothing. All carts of a loop turn share a statement.
  public func hold(_ cart: Cart, _ reply: @escaping StoreReply<HoldDecision>) {
    guard batcher.enqueue(cart, reply) == nil else {
      // In a later turn: no reply comes before its call has returned.
      loop.addTimer(after: .zero) { reply(.failure(.overloaded)) }
      return
    }
    loop.needsTurnEnd()
  }

  func sendHolds() {
    guard !isClosed else { return }
    while let batch = batcher.next() {
      statistics.batchesTotal += 1
      statistics.cartsTotal += batch.count
      send(batch[...], attempt: 0) { [weak self] in
        self?.batcher.finished(batch)
        self?.sendHolds()
      }
    }
  }

  func failWaitingHolds(_ fault: StoreFault) {
    while let batch = batcher.next() {
      batcher.finished(batch)
      for entry in batch { entry.waiter(.failure(fault)) }
    }
  }

  /// Puts one statement and answers its carts; `done` is called when all of them have their answers.
  private func send(_ batch: ArraySlice<HoldEntry>, attempt: Int, _ done: @escaping () -> Void) {
    let parameters = HoldParameters.make(batch.map(\.cart), options)
    holdClient.query(BookingStore.holdStatement, parameters) { [weak self] result in
      switch result {
      case .success(let rows):
        // The next batch goes first: PostgreSQL needn't stand still while these are answered.
        done()
        for (decision, entry) in zip(BookingStore.decisions(rows.rows, count: batch.count), batch) {
          entry.waiter(.success(decision))
        }
      case .failure(.sqlState(let error)) where error.isContention || BookingStore.isLostRace(error):
        self?.retry(batch, attempt: attempt, done)
      case .failure(.sqlState(let error)) where batch.count > 1 && !StoreFault(.sqlState(error)).isOutage:
        // One of them broke a constraint and took the others along: each has another try on its own.
        self?.sendAlone(batch, attempt: attempt, done)
      case .failure(let fault):
        for entry in batch { entry.waiter(.failure(StoreFault(fault))) }
        done()
      }
    }
  }

  /// In the order of carts; the rows, which name their carts from 1, have those who won before the others.
  private static func decisions(_ rows: some Sequence<PostgresRow>, count: Int) -> [HoldDecision] {
    var decisions = [HoldDecision?](repeating: nil, count: count)
    for row in rows { decisions[row.int(8) - 1] = HoldDecision(row) }
    return decisions.map { decision in
      guard let decision else { preconditionFailure("hold_batch left a cart without an answer") }
      return decision
    }
  }

  private func retry(_ batch: ArraySlice<HoldEntry>, attempt: Int, _ done: @escaping () -> Void) {
    guard attempt < options.retriesMax, !isClosed else {
      for entry in batch { entry.waiter(.success(HoldDecision(outcome: .contended))) }
      return done()
    }
    statistics.retriesTotal += 1
    retryLater(attempt) { [weak self] in
      guard let self, !isClosed else {
        for entry in batch { entry.waiter(.failure(.away("the store was closed"))) }
        return done()
      }
      send(batch, attempt: attempt + 1, done)
    }
  }

  private func sendAlone(_ batch: ArraySlice<HoldEntry>, attempt: Int, _ done: @escaping () -> Void) {
    guard let first = batch.indices.first else { return done() }
    send(batch[first...first], attempt: attempt) { [weak self] in
      guard let self else { return }
      sendAlone(batch.dropFirst(), attempt: attempt, done)
    }
  }

  /// Another process was faster with the same pass, buyer or key; put again, the statement sees what it did.
  private static func isLostRace(_ error: PostgresError) -> Bool {
    ["holds_one_order_a_pass", "holds_one_live_a_user", "idempotency_pkey"].contains(error.constraint)
  }

  static let holdStatement = PostgresStatement(
    "booking_hold",
    [
      .texts, .texts, .texts, .texts, .texts, .texts, .ints, .byteStrings, .byteStrings, .ints, .texts, .int, .int,
      .int, .int, .int, .bool,
    ],
    """
    SELECT outcome, replayed, hold_id::text, expires_at, total, currency, items, detail, cart
    FROM hold_batch($1::uuid[], $2, $3, $4, $5, $6, $7::integer[], $8, $9, $10::integer[], $11,
      $12::integer, $13::integer, $14::integer, $15::integer, $16::integer, $17)
    """)
}

extension StoreFault {
  /// Not about what was asked.
  var isOutage: Bool {
    if case .away = self { return true }
    return false
  }
}

extension HoldDecision {
  fileprivate init(_ row: PostgresRow) {
    guard let outcome = HoldOutcome(rawValue: row.string(0)) else {
      preconditionFailure("hold_batch answered \(row.string(0))")
    }
    self.init(outcome: outcome, isReplay: row.bool(1), detail: row.stringOrNil(7))
    if (outcome == .held || outcome == .alreadyHeld), let id = RecordID(row.view(2)) {
      hold = Hold(
        id: id, expiresAt: row.instant(3), total: row.int(4), currency: row.string(5), items: row.string(6))
    }
  }
}
