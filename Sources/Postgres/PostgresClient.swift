public import EventLoop

/// Something that queries can be put to: a pool in a server, a session in a tool.
public protocol PostgresClient: AnyObject {
  /// Where replies are called.
  var loop: Loop { get }

  /// Puts one query. `reply` is called exactly once, on the loop, and never before this call has returned.
  ///
  /// At the deadline the server cancels the statement. Nil stands for the client's own default.
  func query(
    _ statement: PostgresStatement, _ parameters: [PostgresParameter], deadline: Duration?,
    _ reply: @escaping PostgresReply)
}

extension PostgresClient {
  /// Puts one query with the client's own deadline.
  public func query(
    _ statement: PostgresStatement, _ parameters: [PostgresParameter] = [], _ reply: @escaping PostgresReply
  ) {
    query(statement, parameters, deadline: nil, reply)
  }
}
