import EventLoop
import Glibc
import Postgres
import Primitives
import TestKit
import Testing

/// What callers are told when servers die, hang or lag, and how everything comes back by itself.
@Suite struct FaultTests {
  private let one = PostgresStatement("one", [.int], "SELECT $1")
  private let sleep = PostgresStatement("sleep", [.double], "SELECT 1 FROM (SELECT pg_sleep($1)) s")

  @Test func aDeadlineCancelsAtTheServer() throws {
    let harness = try PostgresHarness(SharedPostgres.connection)
    #expect(try harness.query(sleep, [.double(30)], deadline: .milliseconds(60)).fault == .timeout)
    // The connection is as good as before.
    #expect(try harness.query(one, [.int(1)]).get().count == 1)
    #expect(harness.pool.statistics.connectsTotal == 1)
  }

  @Test func whoWaitsTooLongForAPlaceWasNotSent() throws {
    let harness = try PostgresHarness(SharedPostgres.connection) { $0.pipelineDepthMax = 1 }
    let faults: [PostgresFault?] = try harness.wait { done in
      var faults: [PostgresFault?] = []
      harness.pool.query(sleep, [.double(0.4)], deadline: .seconds(5)) { faults.append($0.fault) }
      harness.pool.query(one, [.int(1)], deadline: .milliseconds(50)) { faults.append($0.fault) }
      harness.pool.query(one, [.int(2)], deadline: .seconds(5)) {
        faults.append($0.fault)
        done(faults)
      }
    }
    #expect(faults == [.timeout, nil, nil])
  }

  @Test func theQueueHasABound() throws {
    let harness = try PostgresHarness(SharedPostgres.connection) {
      $0.pipelineDepthMax = 1
      $0.waitersMax = 2
    }
    try harness.waitUntil { harness.pool.isReady }
    let faults: [PostgresFault?] = try harness.wait { done in
      var faults = [PostgresFault?](repeating: nil, count: 5)
      var answers = 0
      var isInCall = true
      for number in 0..<5 {
        harness.pool.query(one, [.int(number)]) { result in
          #expect(!isInCall, "no reply comes before the call has returned")
          faults[number] = result.fault
          answers += 1
          if answers == 5 { done(faults) }
        }
      }
      isInCall = false
    }
    #expect(faults == [nil, nil, nil, .overloaded, .overloaded])
  }

  @Test func aServerThatIsKilledComesBack() throws {
    let server = try TestPostgres.start()
    let harness = try PostgresHarness(server.connectionString) { $0.connectionsMax = 3 }
    #expect(try harness.query(one, [.int(1)]).get().count == 1)
    let fault: PostgresFault? = try harness.wait { done in
      harness.pool.query(sleep, [.double(30)], deadline: .seconds(20)) { done($0.fault) }
      harness.loop.addTimer(after: .milliseconds(100)) { server.kill() }
    }
    #expect(fault?.isUnknown == true)
    try harness.waitUntil { harness.pool.outage != nil }
    // Refused at once, and known not to have been sent.
    let before = harness.loop.now
    let refused = try harness.query(one, [.int(1)], deadline: .seconds(10)).fault
    #expect(harness.loop.now - before < .seconds(1))
    guard case .away = refused else {
      Issue.record("\(String(describing: refused))")
      return
    }
    try server.restart()
    try harness.waitUntil { harness.pool.measure().ready == 3 }
    #expect(try harness.query(one, [.int(2)]).get()[0].int(0) == 2)
    #expect(harness.pool.outage == nil)
  }

  @Test func aTerminatedSessionIsReplaced() throws {
    let harness = try PostgresHarness(SharedPostgres.connection)
    let suicide = PostgresStatement("suicide", [], "SELECT pg_terminate_backend(pg_backend_pid())")
    #expect(try harness.query(suicide).fault?.isUnknown == true)
    // The next one waits for the new connection instead of failing.
    #expect(try harness.query(one, [.int(3)]).get()[0].int(0) == 3)
    #expect(harness.pool.statistics.lostTotal == 1)
  }

  @Test func aServerThatHangsIsLeftAloneAndThenLeft() throws {
    let server = try TestPostgres.start()
    let harness = try PostgresHarness(server.connectionString) {
      $0.connectionsMax = 2
      $0.pipelineDepthMax = 1
      $0.answerGrace = .milliseconds(50)
      $0.silenceMax = .seconds(3)
    }
    try harness.waitUntil { harness.pool.measure().ready == 2 }
    let backend = PostgresStatement("backend", [], "SELECT pg_backend_pid()")
    let hung = pid_t(try harness.query(backend).get()[0].int(0))
    kill(hung, SIGSTOP)
    defer { kill(hung, SIGCONT) }
    #expect(try harness.query(one, [.int(1)], deadline: .milliseconds(100)).fault?.isUnknown == true)
    // While one is silent the other serves.
    for number in 0..<5 { #expect(try harness.query(one, [.int(number)]).get()[0].int(0) == number) }
    #expect(harness.pool.measure().ready == 2)
    try harness.waitUntil { harness.pool.statistics.lostTotal == 1 }
    try harness.waitUntil { harness.pool.measure().ready == 2 }
    for number in 0..<5 { #expect(try harness.query(one, [.int(number)]).get()[0].int(0) == number) }
  }

  @Test func aServerThatNeverSpeaksIsGivenUp() throws {
    let silent = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(silent) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let port: UInt16 = try withUnsafeMutablePointer(to: &address) { pointer in
      try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        try #require(bind(silent, pointer, size) == 0 && listen(silent, 8) == 0)
        try #require(getsockname(silent, pointer, &size) == 0)
      }
      return UInt16(bigEndian: pointer.pointee.sin_port)
    }
    let harness = try PostgresHarness("host=127.0.0.1 port=\(port) user=x dbname=x") {
      $0.connectTimeout = .milliseconds(100)
    }
    let fault = try harness.query(one, [.int(1)], deadline: .seconds(10)).fault
    guard case .away = fault else {
      Issue.record("\(String(describing: fault))")
      return
    }
  }

  @Test func theFirstOfSeveralServersThatTakesWritesIsUsed() throws {
    let server = try TestPostgres.start()
    let harness = try PostgresHarness(
      "host=127.0.0.1,\(server.socketFolder) port=1,\(server.port) user=usher dbname=usher target_session_attrs=read-write"
    )
    #expect(try harness.query(one, [.int(1)]).get().count == 1)
    let write = PostgresStatement("write", [], "CREATE TABLE IF NOT EXISTS written (n int)")
    #expect(try harness.query(write).fault == nil)
    // It becomes a standby in all but name: its refusal to write makes the pool look around for another.
    try server.psql("ALTER SYSTEM SET default_transaction_read_only = on")
    try server.psql("SELECT pg_reload_conf()")
    try harness.waitUntil {
      harness.pool.query(write) { _ in }
      return harness.pool.outage != nil
    }
    try server.psql("ALTER SYSTEM RESET default_transaction_read_only")
    try server.psql("SELECT pg_reload_conf()")
    try harness.waitUntil { harness.pool.isReady }
    #expect(try harness.query(write).fault == nil)
  }

  @Test func aMissingTableKeepsAPoolFromBeingReady() throws {
    let server = try TestPostgres.start()
    let harness = try PostgresHarness(server.connectionString) {
      $0.preparedAtStart = [PostgresStatement("needs", [], "SELECT * FROM needed")]
      $0.reconnectDelayMax = .milliseconds(100)
    }
    try harness.waitUntil { harness.pool.outage != nil }
    #expect(!harness.pool.isReady)
    #expect("\(harness.pool.outage!)".contains("needed"))
    try server.psql("CREATE TABLE needed (n int)")
    try harness.waitUntil { harness.pool.isReady }
    #expect(harness.pool.outage == nil)
  }

  @Test func aCommitThatNoStandbyConfirmedIsNoSuccess() throws {
    let server = try TestPostgres.start()
    try server.psql("CREATE TABLE kept (n int)")
    let harness = try PostgresHarness(server.connectionString) { $0.answerGrace = .seconds(10) }
    let insert = PostgresStatement("insert_kept", [.int], "INSERT INTO kept VALUES ($1)")
    #expect(try harness.query(insert, [.int(1)]).fault == nil)
    try server.psql("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
    try server.psql("ALTER SYSTEM SET synchronous_commit = on")
    try server.psql("SELECT pg_reload_conf()")
    let canceller = try PostgresSession(PostgresServers(server.connectionString))
    let fault: PostgresFault? = try harness.wait { done in
      harness.pool.query(insert, [.int(2)], deadline: .milliseconds(300)) { done($0.fault) }
      // The deadline itself must not cut the wait short: it is over before the first try to cancel.
      harness.loop.addTimer(after: .milliseconds(900), repeat: .milliseconds(200)) {
        _ = try? canceller.run("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
      }
    }
    #expect(fault?.isUnknown == true)
    #expect(try canceller.run("SELECT count(*) FROM kept")[0].text(0) == "2")
  }
}
