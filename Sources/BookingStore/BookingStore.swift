internal import Booking
public import EventLoop
internal import Postgres
internal import Primitives

/// What a store answers: a value, or why there is none. Called on the loop, once, never before the call has returned.
public typealias StoreReply<Value> = (Result<Value, StoreFault>) -> Void

/// Stock, holds, payments and bookings in PostgreSQL.
///
/// Loop-confined. Each call is one statement, and so one transaction. Carts that come in one loop turn share a statement, and
/// so do looks at holds and the steps that every payment takes.
public final class BookingStore {
  public let options: BookingStoreOptions
  public let loop: Loop
  /// Everything but holds.
  let client: PostgresPool
  let holdClient: PostgresPool
  var batcher: Batcher<StoreReply<HoldDecision>>
  private(set) lazy var looks = makeLooks()
  private(set) lazy var begins = makeBegins()
  private(set) lazy var sales = makeSales()
  private(set) lazy var confirms = makeConfirms()
  private var turnEnd: TurnEndHook?
  private(set) var isClosed = false
  public internal(set) var statistics = BookingStoreStatistics()

  /// Begins to connect.
  public init(loop: Loop, options: BookingStoreOptions) {
    self.loop = loop
    self.options = options
    var general = options.postgres
    general.preparedAtStart = BookingStore.statements
    client = PostgresPool(loop: loop, options: general)
    var holds = options.postgres
    holds.connectionsMax = options.holdConnectionsMax
    holds.pipelineDepthMax = 1
    holds.waitersMax = options.batches.batchesMax
    holds.preparedAtStart = [BookingStore.holdStatement]
    holdClient = PostgresPool(loop: loop, options: holds)
    batcher = Batcher(limits: options.batches)
    turnEnd = loop.atTurnEnd { [unowned self] in
      sendHolds()
      sendCalls()
    }
  }

  /// Connections are open and their statements prepared.
  public var isReady: Bool { client.isReady && holdClient.isReady }

  /// Why the database can't be reached; nil while it can.
  public var outage: String? { (client.outage ?? holdClient.outage)?.description }

  /// Ends the store. What is under way is answered.
  public func close() {
    isClosed = true
    turnEnd?.cancel()
    turnEnd = nil
    failWaitingHolds(.away("the store was closed"))
    failWaitingCalls(.away("the store was closed"))
    holdClient.close()
    client.close()
  }

  private func sendCalls() {
    looks.sendWaiting()
    begins.sendWaiting()
    sales.sendWaiting()
    confirms.sendWaiting()
  }

  private func failWaitingCalls(_ fault: StoreFault) {
    looks.failWaiting(fault)
    begins.failWaiting(fault)
    sales.failWaiting(fault)
    confirms.failWaiting(fault)
  }

  /// Puts one statement; again, a little later, as long as it loses against others.
  func ask<Value>(
    _ statement: PostgresStatement, _ parameters: [PostgresParameter], deadline: Duration? = nil, attempt: Int = 0,
    _ reply: @escaping StoreReply<Value>, decode: @escaping (PostgresResult) -> Value
  ) {
    client.query(statement, parameters, deadline: deadline) { [weak self] result in
      switch result {
      case .success(let rows): reply(.success(decode(rows)))
      case .failure(.sqlState(let error)) where error.isContention:
        guard let self, !isClosed, attempt < options.retriesMax else { return reply(.failure(.contended)) }
        statistics.retriesTotal += 1
        retryLater(attempt) { [weak self] in
          guard let self, !isClosed else { return reply(.failure(.away("the store was closed"))) }
          ask(statement, parameters, deadline: deadline, attempt: attempt + 1, reply, decode: decode)
        }
      case .failure(let fault): reply(.failure(StoreFault(fault)))
      }
    }
  }

  /// After 5 to 10 milliseconds, twice as long each time: those who met once should not meet again.
  func retryLater(_ attempt: Int, _ body: @escaping () -> Void) {
    let base = 5 << min(attempt, 6)
    loop.addTimer(after: .milliseconds(base + Int.random(in: 0...base)), body)
  }

  /// What every connection prepares before it counts as ready: a missing table or function is found at start.
  static let statements: [PostgresStatement] = [
    lookStatement, giveBackStatement, beginStatement, sellStatement, confirmStatement, dueStatement, eventsStatement,
    statesStatement,
  ]
}
