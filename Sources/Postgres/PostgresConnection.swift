internal import CPostgres
internal import EventLoop
internal import Primitives

/// Whoever opened a connection.
protocol PostgresConnectionOwner: AnyObject {
  func connectionIsReady(_ connection: PostgresConnection)
  /// A unit ended: there is room in the pipeline.
  func connectionHasRoom(_ connection: PostgresConnection)
  /// It is closed, by the server or for a fault; its queries have been answered. Not called after `close()`.
  func connectionWasLost(_ connection: PostgresConnection, _ fault: PostgresFault)
}

/// One connection in pipeline mode, driven by its loop.
///
/// connecting → preparing → ready ⇄ script → closed; any of them → closed.
final class PostgresConnection {
  enum Phase: Equatable {
    case connecting, preparing, ready, script, closed
  }

  let loop: Loop
  let options: PostgresOptions
  weak var owner: (any PostgresConnectionOwner)?
  var phase = Phase.connecting
  var raw: OpaquePointer?
  var poll: Poll?
  var connectTimer: LoopTimer?
  /// What was sent and not answered, oldest first.
  var units = RingBuffer<PipelineUnit>()
  /// A statement's name to its name on this connection.
  var preparedNames: [String: PreparedName] = [:]
  var script: ScriptRun?
  let encoder = ParameterEncoder()

  struct PreparedName {
    var generation = 1
    var isSent = false
    func name(of statement: String) -> String { generation == 1 ? statement : "\(statement)~\(generation)" }
  }

  /// Sets the time limit of the transaction that a unit is.
  static let timeoutStatement = PostgresStatement(
    "usher_timeout", [.text], "SELECT set_config('statement_timeout', $1, true)")

  init(loop: Loop, options: PostgresOptions, owner: any PostgresConnectionOwner) {
    self.loop = loop
    self.options = options
    self.owner = owner
  }

  deinit {
    precondition(raw == nil, "a connection is closed before it is let go")
  }

  var inFlight: Int { units.count }

  /// The oldest unit's deadline, with what is still unanswered after it; nil if there is none.
  var oldestDeadline: MonotonicInstant? { units.first?.query?.deadline }

  /// Ends the connection. What is under way is answered: the outcome is unknown.
  func close(_ why: String) {
    guard phase != .closed else { return }
    phase = .closed
    release()
    failUnits(why)
  }

  /// Ends the connection for a fault and tells the owner.
  func fail(_ why: String) {
    guard phase != .closed else { return }
    let fault: PostgresFault = .away(why)
    close(why)
    owner?.connectionWasLost(self, fault)
  }

  private func release() {
    connectTimer?.cancel()
    connectTimer = nil
    // The poll first: the descriptor must still be open then.
    poll?.close()
    poll = nil
    if let raw { PQfinish(raw) }
    raw = nil
  }

  private func failUnits(_ why: String) {
    if let script = self.script {
      self.script = nil
      script.reply(.failure(.unknownOutcome(why)))
    }
    while let unit = units.popFirst() { unit.query?.answer(unit.outcome(whenLost: why).answer) }
  }

  /// What libpq says of its last failure.
  var message: String {
    guard let raw else { return "closed" }
    let text = ByteView(cString: PQerrorMessage(raw)).string.trimmedEnd
    return text.isEmpty ? "the connection was closed" : text
  }
}

extension PipelineUnit.Outcome {
  /// For the caller of a query.
  var answer: Result<PostgresResult, PostgresFault> {
    switch self {
    case .done(let result):
      if let result { return .success(result) }
      return .failure(.unknownOutcome("the answer has no result"))
    case .refused(let error): return .failure(error.isCancelled ? .timeout : .sqlState(error))
    case .unknown(let why): return .failure(.unknownOutcome(why))
    }
  }
}
