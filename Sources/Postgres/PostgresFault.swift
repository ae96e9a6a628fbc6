/// Why a query has no result. Says in each case whether the statement may have taken effect.
public enum PostgresFault: Error, Equatable, Sendable {
  /// No server answers. The statement was not sent.
  case away(String)
  /// The pool's queue is at its bound. The statement was not sent.
  case overloaded
  /// The deadline passed; the statement was not sent, or the server cancelled it. It has no effect.
  case timeout
  /// The connection broke, or the deadline passed without an answer, after the statement was sent: it may have
  /// taken effect or not. Ask again by a key before doing anything that must not happen twice.
  case unknownOutcome(String)
  /// The server refused the statement. It has no effect.
  case sqlState(PostgresError)
}

extension PostgresFault {
  /// The statement may have taken effect.
  public var isUnknown: Bool {
    if case .unknownOutcome = self { return true }
    return false
  }

  /// The server's refusal, if that is what it was.
  public var error: PostgresError? {
    if case .sqlState(let error) = self { return error }
    return nil
  }

  /// The database can't be reached or keeps up no more; as opposed to a refusal of this one statement.
  public var isOutage: Bool {
    if case .sqlState(let error) = self { return error.isReadOnlyServer }
    return true
  }
}

extension PostgresFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .away(let why): "PostgreSQL can't be reached: \(why)"
    case .overloaded: "too many queries wait for PostgreSQL"
    case .timeout: "PostgreSQL took longer than the deadline; nothing was changed"
    case .unknownOutcome(let why): "PostgreSQL's answer is lost, the outcome is not known: \(why)"
    case .sqlState(let error): "PostgreSQL refused: \(error)"
    }
  }
}
