internal import Primitives

/// What a caller is told about his query; called exactly once, on the loop.
public typealias PostgresReply = (Result<PostgresResult, PostgresFault>) -> Void

/// One query on its way: waiting, in a pipeline, or given up by its caller while the server still works on it.
final class PostgresQuery {
  let statement: PostgresStatement
  let parameters: [PostgresParameter]
  /// When the server is to cancel it; nil: never.
  let deadline: MonotonicInstant?
  /// It was sent anew after the server had forgotten the prepared statement.
  var wasPreparedAnew = false
  private var reply: PostgresReply?

  init(
    _ statement: PostgresStatement, _ parameters: [PostgresParameter], deadline: MonotonicInstant?,
    _ reply: @escaping PostgresReply
  ) {
    precondition(
      parameters.count == statement.parameters.count,
      "\(statement.name) takes \(statement.parameters.count) parameters, not \(parameters.count)")
    for (index, parameter) in parameters.enumerated() {
      guard let type = parameter.type else { continue }
      precondition(
        type == statement.parameters[index],
        "$\(index + 1) of \(statement.name) is \(statement.parameters[index]), not \(type)")
    }
    self.statement = statement
    self.parameters = parameters
    self.deadline = deadline
    self.reply = reply
  }

  var isAnswered: Bool { reply == nil }

  /// Tells the caller, unless he was told before.
  func answer(_ result: Result<PostgresResult, PostgresFault>) {
    guard let reply else { return }
    self.reply = nil
    reply(result)
  }
}
