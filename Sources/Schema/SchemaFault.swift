public import Postgres

/// Why the database's schema could not be brought up to date. Nothing was changed.
public enum SchemaFault: Error, Equatable, Sendable {
  /// The series itself is wrong: versions must count 1, 2, 3, …
  case brokenSeries(String)
  /// A migration that was applied reads otherwise now.
  case changed(version: Int, name: String)
  /// The database has migrations that this program does not know: a newer program was here.
  case newer(version: Int, name: String)
  /// A migration was refused by the server.
  case refused(version: Int, name: String, PostgresFault)
  /// The database could not be asked.
  case database(PostgresFault)
}

extension SchemaFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .brokenSeries(let what): "the migrations are not a series: \(what)"
    case .changed(let version, let name):
      "migration \(version) (\(name)) was applied to this database with another text; changes go into a new migration"
    case .newer(let version, let name):
      "the database has migration \(version) (\(name)), which this program does not know: it belongs to a newer version"
    case .refused(let version, let name, let fault): "migration \(version) (\(name)): \(fault)"
    case .database(let fault): "\(fault)"
    }
  }
}
