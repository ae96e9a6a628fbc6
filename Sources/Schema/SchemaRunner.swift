public import Postgres

/// Brings a database's schema up to date, forward only.
///
/// Everything happens in one transaction under an advisory lock: any number of programs may start at once, one does the
/// work, and a failed migration leaves the database as it was.
public struct SchemaRunner {
  private let migrations: [Migration]

  /// How long a migration may wait for a lock that traffic holds, and traffic behind it.
  private static let lockTimeout = "10s"
  /// "usher" as a number: nobody else's key by accident.
  private static let lockKey = 0x75_7368_6572

  private static let table = """
    CREATE TABLE IF NOT EXISTS schema_migrations (
      version integer PRIMARY KEY,
      name text NOT NULL,
      sha256 text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
    )
    """
  private static let checksum = PostgresStatement(
    "schema_checksum", [.text], "SELECT encode(sha256(convert_to($1, 'UTF8')), 'hex')")
  private static let record = PostgresStatement(
    "schema_record", [.int, .text, .text], "INSERT INTO schema_migrations (version, name, sha256) VALUES ($1, $2, $3)")

  public init(_ migrations: [Migration] = Migration.embedded) { self.migrations = migrations }

  /// Applies what is missing; returns it, in order. Nothing if the database is up to date.
  @discardableResult
  public func run(on session: PostgresSession) throws(SchemaFault) -> [Migration] {
    try checkSeries()
    try ask(session, "BEGIN")
    do throws(SchemaFault) {
      try ask(session, "SET LOCAL lock_timeout = '\(SchemaRunner.lockTimeout)'")
      try ask(session, "SELECT pg_advisory_xact_lock(\(SchemaRunner.lockKey))")
      try ask(session, SchemaRunner.table)
      let missing = try compare(with: session)
      for migration in missing { try apply(migration, to: session) }
      try ask(session, "COMMIT")
      return missing
    } catch {
      // If this fails too, the connection is gone and the transaction with it.
      _ = try? session.run("ROLLBACK")
      throw error
    }
  }

  /// What `run` would apply. Reads only: for readiness checks.
  public func missing(on session: PostgresSession) throws(SchemaFault) -> [Migration] {
    try checkSeries()
    let exists = try ask(session, "SELECT to_regclass('schema_migrations') IS NOT NULL").first?.text(0) == "t"
    return exists ? try compare(with: session) : migrations
  }

  /// What is not applied yet, after checking that everything applied is ours and unchanged.
  private func compare(with session: PostgresSession) throws(SchemaFault) -> [Migration] {
    let applied = try ask(session, "SELECT version, name, sha256 FROM schema_migrations ORDER BY version")
    for row in applied.rows {
      let version = row.int(0)
      guard version >= 1, version <= migrations.count else { throw .newer(version: version, name: row.text(1)) }
      let migration = migrations[version - 1]
      let known = migration.formerChecksums.union([try checksum(of: migration, session)])
      guard known.contains(row.text(2)) else {
        throw .changed(version: version, name: migration.name)
      }
    }
    let known = Set(applied.rows.map { $0.int(0) })
    guard known.count == known.max() ?? 0 else {
      throw .brokenSeries("the database lacks one before \(known.max() ?? 0)")
    }
    return migrations.filter { !known.contains($0.version) }
  }

  private func apply(_ migration: Migration, to session: PostgresSession) throws(SchemaFault) {
    let checksum = try checksum(of: migration, session)
    do throws(PostgresFault) {
      try session.run(migration.sql)
      try session.query(SchemaRunner.record, [.int(migration.version), .text(migration.name), .text(checksum)])
    } catch {
      throw .refused(version: migration.version, name: migration.name, error)
    }
  }

  private func checksum(of migration: Migration, _ session: PostgresSession) throws(SchemaFault) -> String {
    do throws(PostgresFault) {
      return try session.query(SchemaRunner.checksum, [.text(migration.sql)])[0].string(0)
    } catch {
      throw .database(error)
    }
  }

  @discardableResult
  private func ask(_ session: PostgresSession, _ sql: String) throws(SchemaFault) -> PostgresResult {
    do throws(PostgresFault) {
      return try session.run(sql)
    } catch {
      throw .database(error)
    }
  }

  private func checkSeries() throws(SchemaFault) {
    for (index, migration) in migrations.enumerated() where migration.version != index + 1 {
      throw .brokenSeries("\(migration.name) has version \(migration.version) where \(index + 1) is expected")
    }
  }
}
