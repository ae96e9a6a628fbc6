import Postgres
import Schema

/// Brings a running PostgreSQL to where Usher's processes can work: the database, and its schema.
struct DatabasePreparation {
  let postgres: PrivatePostgres

  /// Makes the database if it isn't there and applies the migrations that it lacks; gives their names.
  func run() throws(CommandFault) -> [String] {
    try makeDatabase()
    let session = try DatabaseSession.open(
      postgres.connection(), password: postgres.password, applicationName: "usher up")
    defer { session.close() }
    do throws(SchemaFault) {
      return try SchemaRunner().run(on: session).map(\.name)
    } catch {
      throw .fault("the database's schema: \(error)")
    }
  }

  private func makeDatabase() throws(CommandFault) {
    let session = try DatabaseSession.open(
      postgres.connection(database: "postgres"), password: postgres.password, applicationName: "usher up")
    defer { session.close() }
    do throws(PostgresFault) {
      let found = try session.run("SELECT 1 FROM pg_database WHERE datname = '\(PrivatePostgres.database)'")
      if found.rows.isEmpty { try session.run("CREATE DATABASE \(PrivatePostgres.database)") }
    } catch {
      throw .unreachable("PostgreSQL: \(error)")
    }
  }
}
