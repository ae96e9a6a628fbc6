/// What was sent between two synchronisation points: one implicit transaction, and how far its answers have come.
///
/// The server answers each command with results and an end; after an error it skips the rest up to the synchronisation
/// point. Only there is the transaction committed, so only there is the outcome known: a result that came before is
/// kept until then.
struct PipelineUnit {
  enum Command: Equatable {
    /// Parse a statement under a name of this connection.
    case prepare(statement: String)
    /// Set `statement_timeout` for this transaction.
    case setTimeout
    case execute
  }

  /// What a unit came to.
  enum Outcome {
    case done(PostgresResult?)
    case refused(PostgresError)
    case unknown(String)
  }

  /// What libpq handed over.
  enum Event {
    case succeeded(PostgresResult)
    /// The severity tells a refused statement from a server that goes away.
    case failed(PostgresError, isFatal: Bool)
    case skipped
    case commandEnded
  }

  let commands: [Command]
  /// Nil for the preparations at a connection's start.
  let query: PostgresQuery?
  private(set) var position = 0
  private(set) var prepared: [String] = []
  private var result: PostgresResult?
  private var refusal: PostgresError?
  private var doubt: String?

  init(_ commands: [Command], query: PostgresQuery?) {
    self.commands = commands
    self.query = query
  }

  mutating func take(_ event: Event) {
    switch event {
    case .succeeded(let result):
      guard position < commands.count else { return }
      switch commands[position] {
      case .prepare(let statement): prepared.append(statement)
      case .setTimeout: break
      case .execute: self.result = result
      }
    case .failed(let error, let isFatal):
      if isFatal { doubt = doubt ?? error.description } else { refusal = refusal ?? error }
    case .skipped: break
    case .commandEnded: if position < commands.count { position += 1 }
    }
  }

  /// The server committed here, but a standby that should have has not said so.
  mutating func commitWasNotReplicated(_ message: String) { doubt = doubt ?? message }

  /// What it came to, at the synchronisation point.
  var outcome: Outcome {
    if let refusal { return .refused(refusal) }
    if let doubt { return .unknown(doubt) }
    return .done(result)
  }

  /// What it came to if the connection breaks now: a refusal that arrived stands, for the transaction can't commit after it.
  func outcome(whenLost why: String) -> Outcome {
    if let refusal { return .refused(refusal) }
    return .unknown(doubt ?? why)
  }
}
