import Configuration
import Primitives
import TestKit
import Testing

/// pgbouncer in transaction mode between core and PostgreSQL: no statement is found prepared, and no two of them need the
/// same session.
@Suite struct PoolerTests {
  @Test(.seeded) func aSaleThroughAPoolerInTransactionMode() throws {
    let database = try BookingDatabase()
    let buyers = 8
    let turns = 6
    try database.makePasses(0..<buyers * turns)
    try database.makePasses(0..<buyers * turns, room: "yard")
    let pooler = try TestPooler(for: database.server, database: database.name, sessionsMax: 3)
    let core = try ServiceHarness(database) {
      $0.postgres.connection = pooler.connectionString
      $0.postgres.preparedStatements = false
    }
    let race = Race(cores: [core], buyers: buyers, turns: turns, seed: TestSeed.current)
    try race.run()
    try race.settle(database)
    #expect(race.told.faults == [])
    #expect(race.told.answers.contains { $0.what == .confirmed })
    #expect(try database.fsck() == "")
    #expect(try Int(database.psql("SELECT count(*) FROM pg_prepared_statements")) == 0)
  }
}
