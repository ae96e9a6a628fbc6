internal import Primitives

extension PostgresConnection {
  /// Answers queries whose server should have cancelled them by now. Returns how many.
  func giveUpOverdue(_ now: MonotonicInstant) -> Int {
    var overdue: [PostgresQuery] = []
    for index in 0..<units.count {
      guard let query = units[index].query, !query.isAnswered, let deadline = query.deadline else { continue }
      if deadline + options.answerGrace <= now { overdue.append(query) }
    }
    // An answer may close the connection or send on it.
    for query in overdue { query.answer(.failure(.unknownOutcome("no answer within the deadline"))) }
    return overdue.count
  }

  /// The oldest query has passed its deadline without the server's word.
  func isOverdue(_ now: MonotonicInstant) -> Bool {
    guard let deadline = oldestDeadline else { return false }
    return deadline + options.answerGrace <= now
  }

  /// It has done so for so long that the server counts as lost.
  func isSilent(_ now: MonotonicInstant) -> Bool {
    guard let deadline = oldestDeadline else { return false }
    return deadline + options.silenceMax <= now
  }
}
