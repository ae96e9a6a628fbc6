public import EventLoop
internal import Primitives

/// A bounded number of connections to PostgreSQL, shared by everything on one loop.
///
/// A query goes to an idle connection, else into the shortest pipeline, else it waits. What was lost is connected again
/// by itself, with backoff; while no server answers, queries are refused at once. A query is one transaction.
public final class PostgresPool: PostgresClient {
  public let loop: Loop
  public let options: PostgresOptions
  /// Why there is no connection; nil while there is one, or none has been tried yet.
  public private(set) var outage: PostgresFault?
  /// Called when `isReady` has changed.
  public var onReadyChange: ((Bool) -> Void)?
  public private(set) var statistics = PostgresPoolStatistics()

  private var slots: [PoolSlot] = []
  private var waiters = RingBuffer<PostgresQuery>()
  private var refused: [(PostgresQuery, PostgresFault)] = []
  private var isClosed = false
  private var deadlineTimer: LoopTimer?
  private var turnEnd: TurnEndHook?

  /// How often deadlines are looked at, while queries are under way.
  private static let deadlineTick: Duration = .milliseconds(20)

  /// Begins to connect at once.
  public init(loop: Loop, options: PostgresOptions) {
    self.loop = loop
    self.options = options
    slots = (0..<options.connectionsMax).map { PoolSlot(index: $0) }
    turnEnd = loop.atTurnEnd { [unowned self] in refuseNow() }
    for slot in slots { connect(slot) }
  }

  deinit {
    precondition(isClosed, "a pool is closed before it is let go")
  }

  /// At least one connection is open and has prepared its statements.
  public var isReady: Bool { slots.contains { $0.isReady } }

  /// Closes all connections. Queries under way are answered: their outcome is unknown.
  public func close() {
    guard !isClosed else { return }
    isClosed = true
    deadlineTimer?.cancel()
    for slot in slots {
      slot.timer?.cancel()
      slot.timer = nil
      slot.connection?.close("the pool was closed")
      slot.connection = nil
    }
    while let query = waiters.popFirst() { query.answer(.failure(.away("the pool was closed"))) }
    refuseNow()
    turnEnd?.cancel()
    onReadyChange = nil
  }

  public func query(
    _ statement: PostgresStatement, _ parameters: [PostgresParameter], deadline: Duration?,
    _ reply: @escaping PostgresReply
  ) {
    let limit = deadline ?? options.queryDeadline
    let query = PostgresQuery(statement, parameters, deadline: loop.now + limit, reply)
    statistics.queriesTotal += 1
    if isClosed {
      refuse(query, .away("the pool is closed"))
    } else if let outage {
      refuse(query, outage)
    } else if waiters.isEmpty, let connection = roomiest() {
      connection.send(query)
      watchDeadlines()
    } else if waiters.count >= options.waitersMax {
      refuse(query, .overloaded)
    } else {
      waiters.append(query)
      watchDeadlines()
    }
  }
}

extension PostgresPool {
  /// The connection with the fewest queries under way that can take one more.
  private func roomiest() -> PostgresConnection? {
    var best: PostgresConnection?
    for slot in slots {
      guard let connection = slot.connection, connection.phase == .ready, !slot.isSilent else { continue }
      guard connection.inFlight < options.inFlightMax else { continue }
      if connection.inFlight == 0 { return connection }
      if connection.inFlight < best?.inFlight ?? .max { best = connection }
    }
    return best
  }

  private func serveWaiters() {
    while !waiters.isEmpty, let connection = roomiest(), let query = waiters.popFirst() {
      if !query.isAnswered { connection.send(query) }
    }
  }

  /// At the turn's end, so that no reply comes before the query's call has returned.
  private func refuse(_ query: PostgresQuery, _ fault: PostgresFault) {
    refused.append((query, fault))
    loop.needsTurnEnd()
  }

  private func refuseNow() {
    guard !refused.isEmpty else { return }
    let refused = self.refused
    self.refused = []
    for (query, fault) in refused {
      statistics.refusedTotal += 1
      query.answer(.failure(fault))
    }
  }

  /// Numbers for telemetry, as of now.
  public func measure() -> PostgresPoolStatistics {
    var statistics = self.statistics
    statistics.waiting = waiters.count
    for slot in slots {
      statistics.ready += slot.isReady ? 1 : 0
      statistics.inFlight += slot.connection?.inFlight ?? 0
    }
    return statistics
  }
}

extension PostgresPool {
  private func watchDeadlines() {
    if let deadlineTimer {
      if !deadlineTimer.isArmed { deadlineTimer.restart(after: PostgresPool.deadlineTick) }
      return
    }
    deadlineTimer = loop.addTimer(after: PostgresPool.deadlineTick) { [unowned self] in checkDeadlines() }
  }

  private func checkDeadlines() {
    let now = loop.now
    var isBusy = false
    for _ in 0..<waiters.count {
      guard let query = waiters.popFirst() else { break }
      if let deadline = query.deadline, deadline <= now {
        statistics.timeoutsTotal += 1
        query.answer(.failure(.timeout))
      } else {
        waiters.append(query)
      }
    }
    for slot in slots {
      guard let connection = slot.connection else { continue }
      statistics.timeoutsTotal += connection.giveUpOverdue(now)
      slot.isSilent = connection.isOverdue(now)
      if connection.isSilent(now) { connection.fail("no answer for \(options.silenceMax) after a deadline") }
      isBusy = isBusy || connection.inFlight > 0
    }
    serveWaiters()
    if isBusy || !waiters.isEmpty { watchDeadlines() }
  }
}

extension PostgresPool: PostgresConnectionOwner {
  private func connect(_ slot: PoolSlot) {
    guard !isClosed else { return }
    let connection = PostgresConnection(loop: loop, options: options, owner: self)
    slot.connection = connection
    slot.isSilent = false
    slot.wasReady = false
    connection.connect(startingAt: slot.failures)
  }

  func connectionIsReady(_ connection: PostgresConnection) {
    guard let slot = slots.first(where: { $0.connection === connection }) else { return }
    let wasReady = slots.contains { $0 !== slot && $0.isReady }
    slot.readyAt = loop.now
    slot.wasReady = true
    outage = nil
    statistics.connectsTotal += 1
    if !wasReady { onReadyChange?(true) }
    serveWaiters()
  }

  func connectionHasRoom(_ connection: PostgresConnection) {
    guard let slot = slots.first(where: { $0.connection === connection }) else { return }
    slot.isSilent = connection.isOverdue(loop.now)
    serveWaiters()
  }

  func connectionWasLost(_ connection: PostgresConnection, _ fault: PostgresFault) {
    guard !isClosed, let slot = slots.first(where: { $0.connection === connection }) else { return }
    slot.connection = nil
    statistics.lostTotal += 1
    let livedLong = slot.wasReady && loop.now - slot.readyAt >= options.reconnectDelayMax
    slot.failures = livedLong ? 0 : slot.failures + 1
    if !slot.wasReady { meetOutage(fault) }
    if slot.wasReady && !isReady { onReadyChange?(false) }
    guard !isClosed else { return }
    // From a timer in each case: the lost connection is still on the stack.
    slot.timer?.cancel()
    slot.timer = loop.addTimer(after: reconnectDelay(slot.failures)) { [unowned self, unowned slot] in connect(slot) }
  }

  /// An attempt failed: if no other connection is left, nobody needs to wait for one.
  private func meetOutage(_ fault: PostgresFault) {
    guard !isReady else { return }
    outage = fault
    while let query = waiters.popFirst() { refuse(query, fault) }
  }

  /// None at first, then doubling, with a random half off, so that a fleet doesn't come back in step.
  private func reconnectDelay(_ failures: Int) -> Duration {
    guard failures > 0 else { return .zero }
    let doubled = options.reconnectDelayMin * (1 << min(failures - 1, 16))
    return min(doubled, options.reconnectDelayMax) * Double.random(in: 0.5...1)
  }
}
