/// A statement that connections prepare on first use. Make each once and keep it.
///
/// Its effect is one implicit transaction: it happens as a whole or not at all.
public struct PostgresStatement: Sendable {
  /// Unique in the program: it is the prepared statement's name on the server. At most 63 bytes.
  public let name: String
  /// The types of `$1`, `$2`, …
  public let parameters: [PostgresType]
  /// One SQL command.
  public let sql: String

  public init(_ name: String, _ parameters: [PostgresType] = [], _ sql: String) {
    precondition(!name.isEmpty && name.utf8.count <= 63, "a statement's name has 1 to 63 bytes: \(name)")
    self.name = name
    self.parameters = parameters
    self.sql = sql
  }
}
