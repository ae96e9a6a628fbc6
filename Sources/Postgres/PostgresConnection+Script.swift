internal import CPostgres
internal import Primitives

/// A run of several commands in one string, as `psql -c` sends them.
struct ScriptRun {
  let reply: PostgresReply
  var last: PostgresResult?
  var error: PostgresError?
  var doubt: String?
}

extension PostgresConnection {
  /// Runs SQL that was not prepared, any number of commands; the reply gets the last result, as text. For tools: the
  /// connection must be idle, and leaves pipeline mode meanwhile.
  func run(script sql: String, _ reply: @escaping PostgresReply) {
    precondition(phase == .ready && units.isEmpty, "a script needs the connection for itself")
    phase = .script
    script = ScriptRun(reply: reply)
    guard PQexitPipelineMode(raw) == 1, PQsendQuery(raw, sql) == 1 else {
      fail(message)
      return
    }
    flush()
  }

  func readScript() {
    while let raw, phase == .script, PQisBusy(raw) == 0 {
      guard let taken = PQgetResult(raw) else {
        finishScript()
        return
      }
      let result = PostgresResult(taken)
      switch PQresultStatus(taken) {
      case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: script?.last = result
      case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
        fail("COPY is not for scripts")
      default:
        if result.isFatal {
          script?.doubt = result.error.description
        } else {
          if script?.error == nil { script?.error = result.error }
        }
      }
    }
  }

  private func finishScript() {
    guard let script else { return }
    self.script = nil
    guard PQenterPipelineMode(raw) == 1 else {
      self.script = script
      fail(message)
      return
    }
    phase = .ready
    if let error = script.error {
      script.reply(.failure(.sqlState(error)))
    } else if let doubt = script.doubt {
      script.reply(.failure(.unknownOutcome(doubt)))
    } else if let last = script.last {
      script.reply(.success(last))
    } else {
      script.reply(.failure(.unknownOutcome("the answer has no result")))
    }
  }
}
