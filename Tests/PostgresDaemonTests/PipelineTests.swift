import EventLoop
import Postgres
import Testing

/// Queries that share a connection: each is a transaction of its own, and only a committed one has succeeded.
@Suite struct PipelineTests {
  private let one = PostgresStatement("one", [.int], "SELECT $1")
  private let divide = PostgresStatement("divide", [.int], "SELECT 1 / $1")

  /// Puts all queries in the same turn, so that they share the pipeline.
  private func together(
    _ harness: PostgresHarness, _ queries: [(PostgresStatement, [PostgresParameter])]
  ) throws -> [Result<PostgresResult, PostgresFault>] {
    try harness.wait { done in
      var results = [Result<PostgresResult, PostgresFault>?](repeating: nil, count: queries.count)
      for (index, query) in queries.enumerated() {
        harness.pool.query(query.0, query.1) { result in
          results[index] = result
          if results.allSatisfy({ $0 != nil }) { done(results.compactMap { $0 }) }
        }
      }
    }
  }

  @Test func anErrorInTheMiddleHurtsNobodyElse() throws {
    let harness = try PostgresHarness(SharedPostgres.connection) { $0.pipelineDepthMax = 8 }
    let results = try together(
      harness, [(one, [.int(1)]), (divide, [.int(0)]), (one, [.int(2)]), (divide, [.int(1)]), (one, [.int(3)])])
    #expect(try results[0].get()[0].int(0) == 1)
    #expect(results[1].fault?.error?.code == "22012")
    #expect(try results[2].get()[0].int(0) == 2)
    #expect(try results[3].get()[0].int(0) == 1)
    #expect(try results[4].get()[0].int(0) == 3)
  }

  @Test func aStatementThatCanNotBeParsedIsAnErrorEachTime() throws {
    let harness = try PostgresHarness(SharedPostgres.connection) { $0.pipelineDepthMax = 8 }
    let missing = PostgresStatement("missing", [], "SELECT * FROM no_such_table")
    let results = try together(harness, [(missing, []), (missing, []), (one, [.int(1)])])
    #expect(results[0].fault?.error?.code == "42P01")
    #expect(results[1].fault?.error?.code == "42P01")
    #expect(try results[2].get().count == 1)
    #expect(try harness.query(missing).fault?.error?.code == "42P01")
  }

  @Test func aCommitThatFailsIsNoSuccess() throws {
    let harness = try PostgresHarness(SharedPostgres.connection)
    let session = try PostgresSession(PostgresServers(SharedPostgres.connection))
    try session.run(
      "CREATE TABLE deferred (n int UNIQUE DEFERRABLE INITIALLY DEFERRED); INSERT INTO deferred VALUES (1)")
    let insert = PostgresStatement("insert_deferred", [.int], "INSERT INTO deferred VALUES ($1) RETURNING n")
    let fault = try harness.query(insert, [.int(1)]).fault
    #expect(fault?.error?.code == "23505")
    #expect(fault?.error?.constraint == "deferred_n_key")
    #expect(try harness.query(insert, [.int(2)]).get()[0].int(0) == 2)
    #expect(try session.run("SELECT count(*) FROM deferred").first?.text(0) == "2")
  }

  @Test func whatTheServerForgotIsPreparedAgain() throws {
    let harness = try PostgresHarness(SharedPostgres.connection)
    #expect(try harness.query(one, [.int(1)]).get().count == 1)
    _ = try harness.query(PostgresStatement("forget", [], "DEALLOCATE ALL")).get()
    #expect(try harness.query(one, [.int(2)], deadline: .seconds(2)).get()[0].int(0) == 2)
    #expect(try harness.query(divide, [.int(1)]).get()[0].int(0) == 1)
  }

  @Test func aResultTypeThatAMigrationChangedIsPreparedAgain() throws {
    let harness = try PostgresHarness(SharedPostgres.connection)
    let session = try PostgresSession(PostgresServers(SharedPostgres.connection))
    try session.run("CREATE TABLE altered (n int); INSERT INTO altered VALUES (7)")
    let all = PostgresStatement("all_altered", [], "SELECT * FROM altered")
    #expect(try harness.query(all).get().columnCount == 1)
    try session.run("ALTER TABLE altered ADD COLUMN t text DEFAULT 'new'")
    let result = try harness.query(all).get()
    #expect(result.columnCount == 2)
    #expect(result[0].string(1) == "new")
  }

  @Test func aReplyMayPutTheNextQuery() throws {
    let harness = try PostgresHarness(SharedPostgres.connection)
    let sum: Int = try harness.wait { done in
      func next(_ number: Int, _ sum: Int) {
        guard number <= 100 else { return done(sum) }
        harness.pool.query(one, [.int(number)]) { result in
          guard case .success(let result) = result else { return done(-1) }
          next(number + 1, sum + result[0].int(0))
        }
      }
      next(1, 0)
    }
    #expect(sum == 5_050)
  }

  @Test func aReplyMayCloseThePool() throws {
    let harness = try PostgresHarness(SharedPostgres.connection) { $0.pipelineDepthMax = 8 }
    let outcomes: [Bool] = try harness.wait { done in
      var outcomes: [Bool] = []
      for number in 0..<4 {
        harness.pool.query(one, [.int(number)]) { result in
          outcomes.append(result.fault == nil)
          if number == 0 { harness.pool.close() }
          if outcomes.count == 4 { done(outcomes) }
        }
      }
    }
    #expect(outcomes.count == 4)
    #expect(harness.pool.isReady == false)
  }
}

extension Result where Failure == PostgresFault {
  var fault: PostgresFault? {
    if case .failure(let fault) = self { return fault }
    return nil
  }
}
