internal import CPostgres
internal import EventLoop
internal import Primitives

extension PostgresConnection {
  /// Puts a query into the pipeline, as a transaction of its own, and sends it.
  func send(_ query: PostgresQuery) {
    precondition(phase == .ready)
    var commands: [PipelineUnit.Command] = []
    var isSent = true
    if let deadline = query.deadline {
      let timeout = PostgresConnection.timeoutStatement
      isSent = prepareIfNew(timeout, &commands)
      commands.append(.setTimeout)
      isSent = isSent && execute(timeout, [.text(String(max(1, (deadline - loop.now).milliseconds)))])
    }
    isSent = isSent && prepareIfNew(query.statement, &commands)
    commands.append(.execute)
    isSent = isSent && execute(query.statement, query.parameters)
    units.append(PipelineUnit(commands, query: query))
    finishSending(isSent)
  }

  /// Prepares everything that a connection needs before it counts as ready; a refusal closes it. A connection that keeps
  /// no statements has them parsed all the same.
  func prepareAtStart(_ statements: [PostgresStatement]) {
    var commands: [PipelineUnit.Command] = []
    var isSent = true
    for statement in statements { isSent = isSent && prepareIfNew(statement, &commands) }
    units.append(PipelineUnit(commands, query: nil))
    finishSending(isSent)
  }

  private func finishSending(_ isSent: Bool) {
    guard isSent, let raw, PQpipelineSync(raw) == 1 else {
      fail(message)
      return
    }
    flush()
  }

  private func prepareIfNew(_ statement: PostgresStatement, _ commands: inout [PipelineUnit.Command]) -> Bool {
    guard options.preparesStatements else {
      if phase != .preparing { return true }
      commands.append(.prepare(statement: statement.name))
      return prepare(statement, as: "")
    }
    var prepared = preparedNames[statement.name] ?? PreparedName()
    if prepared.isSent { return true }
    prepared.isSent = true
    preparedNames[statement.name] = prepared
    commands.append(.prepare(statement: statement.name))
    return prepare(statement, as: prepared.name(of: statement.name))
  }

  private func prepare(_ statement: PostgresStatement, as name: String) -> Bool {
    let types = statement.parameters.map(\.rawValue)
    return PQsendPrepare(raw, name, statement.sql, Int32(types.count), types) == 1
  }

  private func execute(_ statement: PostgresStatement, _ parameters: [PostgresParameter]) -> Bool {
    guard options.preparesStatements else {
      let types = statement.parameters.map(\.rawValue)
      return encoder.with(parameters) { values, lengths, formats in
        PQsendQueryParams(raw, statement.sql, Int32(types.count), types, values, lengths, formats, 1) == 1
      }
    }
    let name = preparedNames[statement.name]?.name(of: statement.name) ?? statement.name
    return encoder.with(parameters) { values, lengths, formats in
      PQsendQueryPrepared(raw, name, Int32(parameters.count), values, lengths, formats, 1) == 1
    }
  }

  /// Writes what libpq has gathered; asks to be told when the socket takes more.
  func flush() {
    guard let raw else { return }
    let result = PQflush(raw)
    if result < 0 {
      // What the server said before it hung up may lie unread in the socket.
      read()
      fail(message)
    } else {
      poll?.set(readable: true, writable: result == 1)
    }
  }

  func descriptorIsReady() {
    guard let raw else { return }
    let isAlive = PQconsumeInput(raw) == 1
    if phase == .script { readScript() } else { read() }
    if !isAlive { fail(message) }
    flush()
  }

  /// Takes what has arrived, as far as that goes without waiting.
  private func read() {
    var emptyAnswers = 0
    // Any reply may close this connection.
    while let raw, !units.isEmpty, PQisBusy(raw) == 0, emptyAnswers < 2 {
      guard let result = PQgetResult(raw) else {
        emptyAnswers += 1
        units[0].take(.commandEnded)
        continue
      }
      emptyAnswers = 0
      take(PostgresResult(result))
    }
  }

  private func take(_ result: PostgresResult) {
    switch PQresultStatus(result.raw) {
    case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: units[0].take(.succeeded(result))
    case PGRES_PIPELINE_ABORTED: units[0].take(.skipped)
    case PGRES_PIPELINE_SYNC: finishUnit()
    default: units[0].take(.failed(result.error, isFatal: result.isFatal))
    }
  }

  private func finishUnit() {
    guard let unit = units.popFirst() else { return }
    forgetUnprepared(unit)
    guard let query = unit.query else {
      finishStart(unit)
      return
    }
    if case .refused(let error) = unit.outcome, error.isStalePreparation, !query.wasPreparedAnew {
      query.wasPreparedAnew = true
      forgetPreparations()
      send(query)
      return
    }
    query.answer(unit.outcome.answer)
    if case .refused(let error) = unit.outcome, error.isReadOnlyServer {
      fail(error.message)
    } else if phase != .closed {
      owner?.connectionHasRoom(self)
    }
  }

  private func finishStart(_ unit: PipelineUnit) {
    switch unit.outcome {
    case .done: becomeReady()
    case .refused(let error): fail(error.description)
    case .unknown(let why): fail(why)
    }
  }

  /// Everything is prepared again on its next use, under new names: the server may still know some of the old ones.
  private func forgetPreparations() {
    for name in preparedNames.keys {
      preparedNames[name]?.generation += 1
      preparedNames[name]?.isSent = false
    }
  }

  /// A statement whose preparation failed or was skipped is prepared again with the next query that uses it.
  private func forgetUnprepared(_ unit: PipelineUnit) {
    for case .prepare(let statement) in unit.commands where !unit.prepared.contains(statement) {
      preparedNames[statement]?.isSent = false
    }
  }
}

extension PostgresResult {
  var error: PostgresError {
    func field(_ code: UInt8) -> String { ByteView(cString: PQresultErrorField(raw, Int32(code))).string }
    let detail = field(UInt8(ascii: "D"))
    var message = field(UInt8(ascii: "M"))
    if message.isEmpty { message = ByteView(cString: PQresultErrorMessage(raw)).string.trimmedEnd }
    return PostgresError(
      code: field(UInt8(ascii: "C")), message: message, detail: detail.isEmpty ? nil : detail,
      constraint: field(UInt8(ascii: "n")))
  }

  /// The session ends with this error, or it is libpq's own and no server's.
  var isFatal: Bool {
    let severity = ByteView(cString: PQresultErrorField(raw, Int32(UInt8(ascii: "V"))))
    return !severity.equals("ERROR")
  }
}
