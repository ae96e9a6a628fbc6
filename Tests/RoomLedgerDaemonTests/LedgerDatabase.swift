import Postgres
import Schema
import TestKit

/// A migrated database for one test, on a server that all tests share.
struct LedgerDatabase {
  let name: String

  private static let server = Result {
    let server = try TestPostgres.start()
    try server.psql("CREATE DATABASE migrated")
    let session = try PostgresSession(PostgresServers("\(server.connectionString) dbname=migrated"))
    defer { session.close() }
    try SchemaRunner().run(on: session)
    return server
  }
  private static let made = Locked(0)

  init() throws {
    let number = LedgerDatabase.made.withLock { made in
      made += 1
      return made
    }
    name = "test\(number)"
    try LedgerDatabase.server.get().psql("CREATE DATABASE \(name) TEMPLATE migrated")
  }

  var connection: String { get throws { "\(try LedgerDatabase.server.get().connectionString) dbname=\(name)" } }

  @discardableResult
  func psql(_ sql: String) throws -> String { try LedgerDatabase.server.get().psql(sql, database: name) }

  func session() throws -> PostgresSession { try PostgresSession(PostgresServers(try connection)) }
}
