import Postgres
import Schema
import TestKit
import Testing

/// Migrations go forward only, once each, all or nothing, whoever else starts at the same time.
@Suite struct SchemaTests {
  private func session(_ server: TestPostgres) throws -> PostgresSession {
    try PostgresSession(PostgresServers(server.connectionString))
  }

  private let first = Migration(
    version: 1, name: "first", sql: "CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)")
  private let second = Migration(
    version: 2, name: "second", sql: "ALTER TABLE kept ADD COLUMN t text NOT NULL DEFAULT 'x'")

  @Test func theEmbeddedSeriesAppliesOnceAndThenRests() throws {
    let server = try TestPostgres.start()
    let session = try session(server)
    let runner = SchemaRunner()
    #expect(try runner.missing(on: session) == Migration.embedded)
    #expect(try runner.run(on: session) == Migration.embedded)
    #expect(try runner.run(on: session) == [])
    #expect(try runner.missing(on: session) == [])
    #expect(try server.psql("SELECT count(*) FROM schema_migrations") == "\(Migration.embedded.count)")
    #expect(Migration.embedded.first?.name == "rooms")
  }

  @Test func aLaterMigrationMeetsExistingData() throws {
    let server = try TestPostgres.start()
    let session = try session(server)
    #expect(try SchemaRunner([first]).run(on: session) == [first])
    try server.psql("INSERT INTO kept VALUES (2)")
    #expect(try SchemaRunner([first, second]).missing(on: session) == [second])
    #expect(try SchemaRunner([first, second]).run(on: session) == [second])
    #expect(try server.psql("SELECT string_agg(n || t, ',' ORDER BY n) FROM kept") == "1x,2x")
  }

  @Test func aChangedFileIsRefused() throws {
    let server = try TestPostgres.start()
    let session = try session(server)
    try SchemaRunner([first]).run(on: session)
    let changed = Migration(version: 1, name: "first", sql: first.sql + " ")
    #expect(throws: SchemaFault.changed(version: 1, name: "first")) {
      try SchemaRunner([changed, second]).run(on: session)
    }
    #expect(throws: SchemaFault.changed(version: 1, name: "first")) {
      try SchemaRunner([changed, second]).missing(on: session)
    }
    #expect(try server.psql("SELECT count(*) FROM schema_migrations") == "1")
  }

  @Test func aFormerTextOfAFileIsAccepted() throws {
    let server = try TestPostgres.start()
    let session = try session(server)
    try SchemaRunner([first]).run(on: session)
    let checksum = try server.psql("SELECT sha256 FROM schema_migrations")
    let changed = Migration(version: 1, name: "first", sql: first.sql + " ", formerChecksums: [checksum])
    #expect(try SchemaRunner([changed, second]).run(on: session) == [second])
  }

  @Test func aDatabaseOfANewerProgramIsRefused() throws {
    let server = try TestPostgres.start()
    let session = try session(server)
    try SchemaRunner([first, second]).run(on: session)
    #expect(throws: SchemaFault.newer(version: 2, name: "second")) { try SchemaRunner([first]).run(on: session) }
  }

  @Test func aFailedMigrationLeavesNothingBehind() throws {
    let server = try TestPostgres.start()
    let session = try session(server)
    let broken = Migration(version: 2, name: "broken", sql: "CREATE TABLE half (n int); SELECT 1 / 0")
    let fault = #expect(throws: SchemaFault.self) { try SchemaRunner([first, broken]).run(on: session) }
    guard case .refused(version: 2, name: "broken", let reason) = fault else {
      Issue.record("\(String(describing: fault))")
      return
    }
    #expect(reason.error?.code == "22012")
    #expect(try server.psql("SELECT to_regclass('kept') IS NULL AND to_regclass('half') IS NULL") == "t")
    // The session is as good as before.
    #expect(try SchemaRunner([first, second]).run(on: session).count == 2)
  }

  @Test func whoStartsTogetherAppliesOnce() async throws {
    let server = try TestPostgres.start()
    let connection = server.connectionString
    let series = [first, second]
    let applied = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<4 {
        group.addTask {
          let session = try PostgresSession(PostgresServers(connection))
          defer { session.close() }
          return try SchemaRunner(series).run(on: session).count
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(applied == 2)
    #expect(try server.psql("SELECT count(*) FROM kept") == "1")
  }

  @Test func aSeriesWithAGapIsRefused() throws {
    let server = try TestPostgres.start()
    let session = try session(server)
    #expect(throws: SchemaFault.self) { try SchemaRunner([second]).run(on: session) }
    #expect(Migration(path: "sql/migrations/0003-third.sql", sql: "")?.version == 3)
    for path in ["sql/migrations/third.sql", "sql/migrations/03-third.sql", "0003-third.txt", "0000-zero.sql"] {
      #expect(Migration(path: path, sql: "") == nil, "\(path)")
    }
  }
}
