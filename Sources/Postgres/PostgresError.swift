/// What the server said when it refused a statement.
public struct PostgresError: Error, Equatable, Sendable, CustomStringConvertible {
  /// SQLSTATE, five characters.
  public let code: String
  public let message: String
  public let detail: String?
  /// The constraint that was broken; empty if the error is not about one.
  public let constraint: String

  public init(code: String, message: String, detail: String? = nil, constraint: String = "") {
    self.code = code
    self.message = message
    self.detail = detail
    self.constraint = constraint
  }

  public var description: String {
    var text = "\(code) \(message)"
    if let detail { text += " (\(detail))" }
    return text
  }
}

extension PostgresError {
  public var isUniqueViolation: Bool { code == "23505" }
  /// Serialisation failure, deadlock or lock timeout: the same statement may succeed if it is sent again.
  public var isContention: Bool { code == "40001" || code == "40P01" || code == "55P03" }
  /// `statement_timeout` or a cancel request.
  var isCancelled: Bool { code == "57014" }
  /// The server that answered takes no writes: it is a standby, or was demoted.
  var isReadOnlyServer: Bool { code == "25006" }
  /// The prepared statement is unknown (a pooler changed the server) or its result type changed (a migration).
  var isStalePreparation: Bool {
    code == "26000" || (code == "0A000" && message.contains("cached plan"))
  }
}
