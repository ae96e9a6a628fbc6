import TestKit
import Testing

@Suite struct TestPostgresTests {
  @Test func answers() throws {
    let postgres = try TestPostgres.start()
    #expect(try postgres.psql("SELECT current_user, current_database(), 1 + 1") == "usher|usher|2")
    #expect(try postgres.psql("SHOW fsync") == "off")
    #expect(postgres.socketFolder.utf8.count + ".s.PGSQL.65535.lock".utf8.count <= 107)
  }

  @Test func saysWhatIsWrongWithAStatement() throws {
    let postgres = try TestPostgres.start()
    let fault = #expect(throws: TestKitFault.self) { try postgres.psql("SELECT nonsense") }
    #expect(fault?.description.contains("column \"nonsense\" does not exist") == true)
  }

  @Test func keepsCommittedRowsOverKill() throws {
    let postgres = try TestPostgres.start(TestPostgresOptions(synchronizes: true))
    #expect(try postgres.psql("SHOW fsync") == "on")
    try postgres.psql("CREATE TABLE kept (number int); INSERT INTO kept VALUES (7)")
    postgres.kill()
    #expect(!postgres.isRunning)
    try postgres.restart()
    #expect(try postgres.psql("SELECT number FROM kept") == "7")
    try postgres.stop()
    try postgres.restart()
    #expect(try postgres.psql("SELECT number FROM kept") == "7")
  }

  @Test func asksTCPForItsPassword() throws {
    let postgres = try TestPostgres.start(TestPostgresOptions(password: "secret"))
    #expect(try ProcessRunner.check(["psql", "-X", "-At", postgres.url, "-c", "SELECT 1"]) == "1\n")
    let wrong = postgres.url.replacing("secret", with: "wrong")
    let refused = try ProcessRunner.run(["psql", "-X", "-At", "-w", wrong, "-c", "SELECT 1"])
    #expect(!refused.succeeded && refused.errors.contains("password authentication failed"))
  }

  @Test func endsWithItsScope() async throws {
    let process = try await TestPostgres.run { try #require($0.processIdentifier) }
    #expect(!isAlive(process))
  }

  @Test func severalRunSideBySide() async throws {
    try await withThrowingTaskGroup(of: String.self) { group in
      for number in 0..<4 {
        group.addTask { try TestPostgres.start().psql("SELECT \(number)") }
      }
      var answers: Set<String> = []
      for try await answer in group { answers.insert(answer) }
      #expect(answers == ["0", "1", "2", "3"])
    }
  }
}
