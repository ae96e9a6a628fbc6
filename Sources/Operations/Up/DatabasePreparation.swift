import Booking
import BookingStore
import Configuration
import Postgres
import Schema

/// Brings a running PostgreSQL to where Usher's processes can work: the database, its schema, rooms and the demo sale.
struct DatabasePreparation {
  let postgres: PrivatePostgres
  let rooms: [RoomConfiguration]
  let events: [EventDocument]
  let note: (String) -> Void

  /// Makes what isn't there; what is there stays.
  func run() throws(CommandFault) {
    try makeDatabase()
    let session = try DatabaseSession.open(
      postgres.connection(), password: postgres.password, applicationName: "usher up")
    defer { session.close() }
    do throws(SchemaFault) {
      let applied = try SchemaRunner().run(on: session).map(\.name)
      if !applied.isEmpty { note("the database got \(applied.joined(separator: ", "))") }
    } catch {
      throw .fault("the database's schema: \(error)")
    }
    let made = try RoomSetup(rooms: rooms, connection: postgres.connection(), actor: "usher up").run(on: session)
    if !made.isEmpty { note("rooms: created \(made.joined(separator: ", "))") }
    for event in events {
      let report = try EventSetup.run(event, on: session)
      if !report.isUnchanged { note(report.description) }
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
