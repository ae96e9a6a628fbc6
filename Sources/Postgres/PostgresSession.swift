public import EventLoop
internal import Primitives

/// One connection with a loop of its own, for tools and tests: calls return when the answer is there.
///
/// A session does not connect again: what a transaction did would be lost without a word.
public final class PostgresSession: PostgresClient {
  public let loop: Loop
  private let options: PostgresOptions
  private var connection: PostgresConnection?
  private var ready: Bool?
  private var fault: PostgresFault?
  private var isInTransaction = false

  /// Connects; gives up after `connectTimeout`.
  public init(
    _ servers: PostgresServers, applicationName: String = "usher tool", connectTimeout: Duration = .seconds(10),
    queryDeadline: Duration = .seconds(60)
  ) throws(PostgresFault) {
    do {
      loop = try Loop()
    } catch {
      throw .away("\(error)")
    }
    options = PostgresOptions(
      servers: servers, applicationName: applicationName, connectTimeout: connectTimeout, queryDeadline: queryDeadline)
    let connection = PostgresConnection(loop: loop, options: options, owner: self)
    self.connection = connection
    connection.connect(startingAt: 0)
    while connection.phase == .connecting || connection.phase == .preparing { loop.run() }
    if let fault {
      close()
      throw fault
    }
  }

  deinit { close() }

  /// Ends the connection and its loop. Idempotent.
  public func close() {
    connection?.close("the session was closed")
    connection = nil
    loop.close()
  }

  public func query(
    _ statement: PostgresStatement, _ parameters: [PostgresParameter], deadline: Duration?,
    _ reply: @escaping PostgresReply
  ) {
    let limit = deadline ?? options.queryDeadline
    let timer = loop.addTimer(after: limit + options.answerGrace) { [unowned self] in
      connection?.fail("no answer within the deadline")
    }
    let query = PostgresQuery(statement, parameters, deadline: loop.now + limit) { result in
      timer.cancel()
      reply(result)
    }
    guard let connection, connection.phase == .ready else {
      let fault = self.fault ?? .away("the session is closed")
      loop.addTimer(after: .zero) { query.answer(.failure(fault)) }
      return
    }
    connection.send(query)
  }
}

extension PostgresSession {
  /// Runs the loop until `start` has called what it is given, and returns that: for code that takes callbacks.
  public func wait<Value>(_ start: (@escaping (Value) -> Void) -> Void) -> Value {
    var value: Value?
    start { [loop] in
      value = $0
      loop.stop()
    }
    while true {
      if let value { return value }
      loop.run()
    }
  }

  /// Puts one query and waits for its answer.
  @discardableResult
  public func query(
    _ statement: PostgresStatement, _ parameters: [PostgresParameter] = [], deadline: Duration? = nil
  ) throws(PostgresFault) -> PostgresResult {
    try wait { query(statement, parameters, deadline: deadline, $0) }.get()
  }

  /// Runs any SQL, several commands if need be, and returns the last result, whose values are text (`PostgresRow.text`).
  /// Without a deadline of its own it may take as long as it likes.
  @discardableResult
  public func run(_ sql: String, deadline: Duration? = nil) throws(PostgresFault) -> PostgresResult {
    guard let connection, connection.phase == .ready else { throw fault ?? .away("the session is closed") }
    let timer = deadline.map { deadline in
      loop.addTimer(after: deadline) { [unowned self] in self.connection?.fail("no answer within the deadline") }
    }
    defer { timer?.cancel() }
    return try wait { connection.run(script: sql, $0) }.get()
  }

  /// Runs `body` between BEGIN and COMMIT; a fault rolls everything back.
  public func transaction<Value>(
    _ body: (PostgresSession) throws(PostgresFault) -> Value
  ) throws(PostgresFault) -> Value {
    precondition(!isInTransaction, "transactions do not nest")
    isInTransaction = true
    defer { isInTransaction = false }
    try run("BEGIN")
    do throws(PostgresFault) {
      let value = try body(self)
      let committed = try run("COMMIT")
      guard committed.command == "COMMIT" else {
        throw PostgresFault.sqlState(
          PostgresError(code: "25P02", message: "the transaction had failed and was rolled back"))
      }
      return value
    } catch {
      // If this fails too, the connection is gone and the transaction with it.
      if connection?.phase == .ready { _ = try? run("ROLLBACK") }
      throw error
    }
  }
}

extension PostgresSession: PostgresConnectionOwner {
  func connectionIsReady(_ connection: PostgresConnection) { loop.stop() }

  func connectionHasRoom(_ connection: PostgresConnection) {}

  func connectionWasLost(_ connection: PostgresConnection, _ fault: PostgresFault) {
    self.fault = fault
    self.connection = nil
    loop.stop()
  }
}
