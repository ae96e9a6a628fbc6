internal import EventLoop
internal import Postgres
internal import Primitives

/// Puts calls of one kind that arrive together as one statement, and so as one transaction and one flush of the disk.
///
/// Promises: each call is answered once, never before it has returned; while ``statementsMax`` statements are under way
/// further calls gather. A statement that met others at its rows, or in which one call broke a constraint, was undone as a
/// whole: each of its calls then has a try of its own, so none suffers for another. Who has waited for as long as a statement
/// may take is told so and not put any more.
///
/// Loop-confined; its owner calls ``sendWaiting()`` at the end of a turn.
final class CallBatcher<Call, Answer> {
  /// Calls of one statement, and statements under way at once.
  static var callsMax: Int { 64 }
  static var statementsMax: Int { 2 }

  private struct Entry {
    let call: Call
    let reply: StoreReply<Answer>
    let since: MonotonicInstant
  }

  private unowned let store: BookingStore
  private let counts: WritableKeyPath<BookingStoreStatistics, BookingStoreStatistics.SharedCalls>
  private let statement: PostgresStatement
  private let parameters: ([Call]) -> [PostgresParameter]
  /// The column that names the call, from 1.
  private let callColumn: Int
  private let answer: (PostgresRow) -> Answer
  private var waiting = RingBuffer<Entry>()
  private var statementsUnderWay = 0

  init(
    _ store: BookingStore, _ statement: PostgresStatement, callColumn: Int,
    counts: WritableKeyPath<BookingStoreStatistics, BookingStoreStatistics.SharedCalls>,
    parameters: @escaping ([Call]) -> [PostgresParameter], answer: @escaping (PostgresRow) -> Answer
  ) {
    self.store = store
    self.statement = statement
    self.callColumn = callColumn
    self.counts = counts
    self.parameters = parameters
    self.answer = answer
  }

  /// Takes a call in; it goes with the others of this turn.
  func put(_ call: Call, _ reply: @escaping StoreReply<Answer>) {
    guard !store.isClosed, waiting.count < store.options.postgres.waitersMax else {
      let fault = store.isClosed ? StoreFault.away("the store was closed") : .overloaded
      store.loop.addTimer(after: .zero) { reply(.failure(fault)) }
      return
    }
    waiting.append(Entry(call: call, reply: reply, since: store.loop.now))
    store.loop.needsTurnEnd()
  }

  func sendWaiting() {
    while !store.isClosed, statementsUnderWay < Self.statementsMax, !waiting.isEmpty {
      var batch: [Entry] = []
      while batch.count < Self.callsMax, let entry = waiting.popFirst() {
        if store.loop.now - entry.since < store.options.postgres.queryDeadline {
          batch.append(entry)
        } else {
          entry.reply(.failure(.timeout))
        }
      }
      guard !batch.isEmpty else { return }
      statementsUnderWay += 1
      send(batch)
    }
  }

  func failWaiting(_ fault: StoreFault) {
    while let entry = waiting.popFirst() { entry.reply(.failure(fault)) }
  }

  private func send(_ batch: [Entry]) {
    store.statistics[keyPath: counts].callsTotal += batch.count
    guard batch.count > 1 else { return sendAlone(batch) }
    store.statistics[keyPath: counts].statementsTotal += 1
    store.client.query(statement, parameters(batch.map(\.call))) { [weak self, callColumn, answer] result in
      switch result {
      case .success(let rows):
        precondition(rows.count == batch.count, "\(rows.count) answers to \(batch.count) calls")
        self?.ended()
        for row in rows.rows { batch[row.int(callColumn) - 1].reply(.success(answer(row))) }
      case .failure(let fault):
        if case .sqlState = fault, !StoreFault(fault).isOutage, let self, !store.isClosed { return sendAlone(batch) }
        self?.ended()
        for entry in batch { entry.reply(.failure(StoreFault(fault))) }
      }
    }
  }

  /// A statement for each; put again as long as it loses against others, within the store's bound.
  private func sendAlone(_ batch: [Entry]) {
    store.statistics[keyPath: counts].statementsTotal += batch.count
    var left = batch.count
    for entry in batch {
      let reply: StoreReply<Answer> = { [weak self] result in
        left -= 1
        if left == 0 { self?.ended() }
        entry.reply(result)
      }
      store.ask(statement, parameters([entry.call]), reply) { [answer] in answer($0[0]) }
    }
  }

  private func ended() {
    statementsUnderWay -= 1
    sendWaiting()
  }
}
