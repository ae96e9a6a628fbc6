import Configuration
import Foundation
import Postgres
import Primitives
import BookingStore
import TestKit
import Testing

/// The primary dies while orders are confirmed, and its synchronous standby takes over.
@Suite struct FailoverTests {
  @Test(.seeded) func confirmedOrdersSurviveThePromotionOfTheStandby() throws {
    let primary = try TestPostgres.start(TestPostgresOptions(synchronizes: true))
    let database = try BookingDatabase(on: primary)
    let seats = 40
    try database.makePasses(0..<seats)
    let standby = try primary.startStandby(named: "standby")
    try primary.psql("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
    try primary.psql("SELECT pg_reload_conf()")
    try waitUntil("the standby is synchronous", timeout: .seconds(30)) {
      try primary.psql("SELECT sync_state FROM pg_stat_replication") == "sync"
    }
    let core = try ServiceHarness(database) {
      $0.postgres.connection =
        "host=\(primary.socketFolder),\(standby.socketFolder) port=\(primary.port),\(standby.port) user=usher "
        + "dbname=\(database.name) target_session_attrs=read-write"
      $0.postgres.connectTimeout = .seconds(2)
      $0.postgres.statementTimeout = .seconds(5)
      $0.payments.requestTimeout = .seconds(2)
    }
    let told = Told()
    for first in 0..<4 {
      Thread.detachNewThread {
        for number in stride(from: first, to: seats, by: 4) {
          FailoverTests.buy(number, core, told)
        }
        told.finish()
      }
    }
    try waitUntil("some orders are confirmed", timeout: .seconds(60)) {
      told.answers.count { $0.what == .confirmed } >= seats / 4
    }
    primary.kill()
    try standby.promote()
    try waitUntil("all seats are bought", timeout: .seconds(120)) { told.finished == 4 }
    #expect(told.faults == [])
    let session = try PostgresSession(PostgresServers("\(standby.connectionString) dbname=\(database.name)"))
    defer { session.close() }
    try waitUntil("payments rest", timeout: .seconds(60), interval: .milliseconds(100)) {
      try session.run("SELECT count(*) FROM payments WHERE check_at IS NOT NULL")[0].text(0) == "0"
    }
    let rows = try session.run(
      "SELECT h.id FROM holds h JOIN bookings b ON b.hold_id = h.id WHERE b.status = 'CONFIRMED'")
    let confirmed = Set(rows.rows.map { $0.text(0) })
    let acknowledged = Set(told.answers.filter { $0.what == .confirmed }.map(\.hold))
    #expect(acknowledged.subtracting(confirmed) == [], "acknowledged, and lost in the failover")
    #expect(acknowledged.count == seats)
    let report = try Fsck.run(on: session)
    #expect(report.isClean, "\(report)")
  }

  /// Buys one seat, asking under the same keys until the answer is definite.
  private static func buy(_ number: Int, _ core: ServiceHarness, _ told: Told) {
    do {
      let body = "{\"event_id\": \"hall\", \"seat_ids\": [\"s\(number)\"]}"
      let won = try definite {
        try core.send("POST", "/bookings/hold", body, buyer: number, headers: [("Idempotency-Key", "\"hold\"")])
      }
      let hold = try won.object
      guard let id = hold["hold_id"]?.stringValue, let token = hold["hold_token"]?.stringValue else {
        return told.fault("hold: \(won)")
      }
      told.note(id, .held)
      // A payment that began as the primary died, and that the provider never heard of, is called off with nothing taken
      // and the seats still held: a buyer tries again, under a new key.
      var paid = try definite { try core.pay((id, token), key: "pay-1") }
      if paid.status == 402, try paid.object["hold_status"]?.stringValue == "HELD" {
        paid = try definite { try core.pay((id, token), key: "pay-2") }
      }
      if paid.status == 200 { told.note(id, .confirmed) } else { told.fault("pay: \(paid)") }
    } catch {
      told.fault("\(error)")
    }
  }

  private static func definite(_ ask: () throws -> RawReply) throws -> RawReply {
    var last: RawReply?
    try waitUntil("a definite answer", timeout: .seconds(90), interval: .milliseconds(100)) {
      let reply = try ask()
      last = reply
      return ![202, 503].contains(reply.status) && !["contended", "idempotency_in_progress"].contains(reply.code)
    }
    return try #require(last)
  }
}
