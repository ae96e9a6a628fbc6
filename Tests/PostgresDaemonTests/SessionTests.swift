import Postgres
import Testing

@Suite struct SessionTests {
  @Test func aScriptOfSeveralCommandsGivesItsLastResult() throws {
    let session = try PostgresSession(PostgresServers(SharedPostgres.connection))
    let result = try session.run(
      "CREATE TEMPORARY TABLE s (n int, t text); INSERT INTO s VALUES (1, NULL), (2, 'b'); SELECT n, t FROM s ORDER BY n"
    )
    #expect(result.count == 2)
    #expect(result[0].text(0) == "1")
    #expect(result[0].text(1) == "")
    #expect(result[1].int(0) == 2)
    #expect(result.columnName(1) == "t")
    let prepared = PostgresStatement("count_s", [.int], "SELECT count(*) FROM s WHERE n >= $1")
    #expect(try session.query(prepared, [.int(2)])[0].int(0) == 1)
  }

  @Test func aFaultRollsTheTransactionBack() throws {
    let session = try PostgresSession(PostgresServers(SharedPostgres.connection))
    try session.run("CREATE TEMPORARY TABLE kept (n int)")
    let insert = PostgresStatement("insert_kept", [.int], "INSERT INTO kept VALUES (10 / $1)")
    #expect(throws: PostgresFault.self) {
      try session.transaction { session throws(PostgresFault) in
        try session.query(insert, [.int(1)])
        try session.query(insert, [.int(0)])
      }
    }
    #expect(try session.run("SELECT count(*) FROM kept")[0].text(0) == "0")
    try session.transaction { session throws(PostgresFault) in _ = try session.query(insert, [.int(1)]) }
    #expect(try session.run("SELECT count(*) FROM kept")[0].text(0) == "1")
  }

  @Test func aSwallowedErrorDoesNotPassForACommit() throws {
    let session = try PostgresSession(PostgresServers(SharedPostgres.connection))
    let fault = #expect(throws: PostgresFault.self) {
      try session.transaction { session throws(PostgresFault) in _ = try? session.run("SELECT 1 / 0") }
    }
    #expect(fault?.error?.code == "25P02")
  }

  @Test func noServerIsAClearFault() throws {
    let fault = #expect(throws: PostgresFault.self) {
      _ = try PostgresSession(PostgresServers("postgresql://postgres@127.0.0.1:1/postgres"))
    }
    #expect(fault?.isOutage == true)
    #expect(fault?.isUnknown == false)
  }

  @Test(arguments: [
    "postgresql://[", "host=a host", "hosts=x", "host=127.0.0.1,127.0.0.2 port=1,2,3", "host=no-such-host.invalid",
  ])
  func aWrongConnectionStringIsAFault(_ connection: String) {
    #expect(throws: PostgresServersFault.self) { _ = try PostgresServers(connection) }
  }

  @Test func aQueryThatTakesTooLongEndsTheSession() throws {
    let session = try PostgresSession(PostgresServers(SharedPostgres.connection))
    let sleep = PostgresStatement("sleep", [], "SELECT 1 FROM (SELECT pg_sleep(20)) s")
    #expect(throws: PostgresFault.timeout) { try session.query(sleep, deadline: .milliseconds(50)) }
    let fault = #expect(throws: PostgresFault.self) {
      try session.run("SELECT pg_sleep(20)", deadline: .milliseconds(50))
    }
    #expect(fault?.isUnknown == true)
    #expect(throws: PostgresFault.self) { try session.run("SELECT 1") }
  }
}
