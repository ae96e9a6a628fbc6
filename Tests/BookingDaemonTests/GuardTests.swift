import Booking
import BookingStore
import TestKit
import Testing

/// The database holds against a wrong program: what the machines refuse, it refuses.
@Suite struct GuardTests {
  @Test func seatsMoveAsTheMachineSays() throws {
    let database = try BookingDatabase()
    let hold = "00000000-0000-7000-8000-000000000001"
    func row(_ status: SeatStatus) -> String {
      switch status {
      case .available: "status = 'AVAILABLE', hold_id = NULL, hold_expires_at = NULL, allotment = NULL"
      case .held:
        "status = 'HELD', hold_id = '\(hold)', hold_expires_at = clock_timestamp() + interval '1 hour', allotment = NULL"
      case .sold: "status = 'SOLD', hold_id = '\(hold)', hold_expires_at = NULL, allotment = NULL"
      case .withheld: "status = 'WITHHELD', hold_id = NULL, hold_expires_at = NULL, allotment = 'press'"
      }
    }
    for from in SeatStatus.allCases {
      for to in SeatStatus.allCases where from != to {
        try database.psql(
          "ALTER TABLE seats DISABLE TRIGGER USER; UPDATE seats SET \(row(from)) WHERE seat_id = 's0'; ALTER TABLE seats ENABLE TRIGGER USER"
        )
        let move = "SET CONSTRAINTS ALL DEFERRED; UPDATE seats SET \(row(to)) WHERE seat_id = 's0'"
        let isTaken = (try? database.psql("BEGIN; \(move); ROLLBACK")) != nil
        let isLegal = StockReason.allCases.contains { from.mayBecome(to, because: $0) }
        // Sold seats come back only with a reason that the ledger knows.
        #expect(isTaken == (isLegal && from != .sold), "\(from.rawValue) to \(to.rawValue)")
      }
    }
    let named = "SET LOCAL usher.unsell_reason = 'refunded'; UPDATE seats SET \(row(.available)) WHERE seat_id = 's0'"
    #expect(throws: Never.self) { try database.psql("BEGIN; \(named); COMMIT") }
  }

  /// Each is a fault that a program might make, and the constraint that stops it.
  @Test(arguments: [
    ("UPDATE seats SET status = 'HELD' WHERE seat_id = 's1'", "seats_status"),
    ("UPDATE seats SET status = 'TAKEN' WHERE seat_id = 's1'", "seats_status"),
    ("UPDATE seats SET hold_id = '00000000-0000-7000-8000-000000000009' WHERE seat_id = 's0'", "held by another"),
    ("UPDATE seats SET status = 'SOLD', hold_expires_at = NULL WHERE seat_id = 's0'", "sold without a booking"),
    ("UPDATE general_admission SET held = 21", "general_admission_not_oversold"),
    ("UPDATE general_admission SET held = -1", "general_admission_held_check"),
    ("UPDATE holds SET expires_at = expires_at_max + interval '1 second'", "holds_expires_at_max"),
    ("UPDATE holds SET status = 'RELEASED'", "holds_ended"), ("UPDATE holds SET declines = 4", "holds_declines_check"),
    ("UPDATE ledger SET reason = 'x'", "append-only"), ("DELETE FROM ledger", "append-only"),
    ("TRUNCATE ledger", "append-only"),
    (
      """
      INSERT INTO ledger (event_id, hold_id, from_status, to_status, quantity, reason)
      SELECT 'hall', id, 'SOLD', 'AVAILABLE', 1, 'because' FROM holds
      """, "ledger_sold_ends"
    ),
    (
      """
      INSERT INTO ledger (event_id, hold_id, from_status, to_status, quantity, reason)
      SELECT 'hall', id, 'AVAILABLE', 'SOLD', 1, 'paid' FROM holds
      """, "ledger_transition"
    ),
    (
      """
      INSERT INTO holds SELECT (json_populate_record(h, '{"id": "00000000-0000-7000-8000-000000000009", "user_id": "u"}')).*
      FROM holds h
      """, "holds_one_order_a_pass"
    ),
    (
      """
      INSERT INTO holds SELECT (json_populate_record(h, '{"id": "00000000-0000-7000-8000-000000000009", "pass_id": "p"}')).*
      FROM holds h
      """, "holds_one_live_a_user"
    ),
  ])
  func aWrongProgramIsStopped(fault: String, constraint: String) throws {
    let database = try BookingDatabase()
    try database.makePasses(0..<1)
    let harness = try StoreHarness(database)
    _ = try harness.held(0, .seats(["s0"]))
    let error = try #require(throws: (any Error).self) { try database.psql("BEGIN; \(fault); COMMIT") }
    #expect("\(error)".contains(constraint), "\(error)")
    #expect(try database.fsck() == "")
  }

  @Test func noPlaceIsInTwoOrdersAndNoHoldIsPaidTwice() throws {
    let database = try BookingDatabase()
    try database.makePasses(0..<2)
    let harness = try StoreHarness(database)
    _ = try harness.buy(harness.held(0, .seats(["s0"])))
    let second = try harness.held(1, .seats(["s1"]))
    _ = try harness.buy(second)
    let twice = try #require(throws: (any Error).self) {
      try database.psql(
        "INSERT INTO booking_seats SELECT id, 's0', 'hall', 'all', 1000 FROM bookings WHERE hold_id = '\(second)'")
    }
    #expect("\(twice)".contains("booking_seats_sold_once"))
    let paid = try #require(throws: (any Error).self) {
      try database.psql(
        """
        INSERT INTO payments SELECT (json_populate_record(p, '{"id": "00000000-0000-7000-8000-000000000009"}')).*
        FROM payments p LIMIT 1
        """)
    }
    #expect("\(paid)".contains("payments_one_a_hold"))
  }
}
