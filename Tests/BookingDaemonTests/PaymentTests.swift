import Booking
import BookingStore
import Postgres
import Primitives
import TestKit
import Testing

/// The steps of a payment in the database, in every order that requests, reconciliation and messages may take them.
@Suite struct PaymentTests {
  private static let answer = StoredAnswer(status: 200, body: "{\"a\": 1}")

  private static func setUp(_ adjust: (inout BookingStoreOptions) -> Void = { _ in }) throws -> (
    BookingDatabase, StoreHarness
  ) {
    let database = try BookingDatabase()
    try database.makePasses(0..<6)
    try database.makePasses(0..<6, room: "yard")
    return (database, try StoreHarness(database, adjust))
  }

  @Test func anOrderGoesThrough() throws {
    let (database, harness) = try PaymentTests.setUp()
    let hold = try harness.held(0, .seats(["s0", "s1"]))
    let before = try harness.look(hold)
    let (payment, outcome) = try harness.begin(hold)
    #expect(outcome == .started(amount: 2_000, currency: "EUR", declines: 0))
    #expect(try harness.look(hold).status == .paymentPending)
    #expect(try harness.look(hold).expiresAt >= before.expiresAt)
    let sell = {
      try harness.ask { harness.store.sell(payment, reference: "r", booking: harness.id(), ifLost: Self.answer, $0) }
    }
    #expect(try sell() == .done)
    #expect(try sell() == .already(.capturing), "twice is as once")
    #expect(
      try database.psql("SELECT count(*) FROM seats WHERE status = 'SOLD'") == "2", "sold before the money is taken")
    #expect(try harness.ask { harness.store.confirm(payment, answer: Self.answer, $0) } == .done)
    #expect(try harness.ask { harness.store.confirm(payment, answer: Self.answer, $0) } == .already(.captured))
    let view = try harness.look(hold)
    #expect(view.status == .confirmed && view.bookingStatus == .confirmed && view.payment?.status == .captured)
    #expect(try database.psql("SELECT state FROM passes WHERE jti = '\(BookingDatabase.pass(0))'") == "complete")
    _ = try harness.wait { harness.store.open(Self.entry(payment, .captured), $0) }.get()
    #expect(try database.fsck() == "")
  }

  /// What arrives together shares statements, and each is answered for itself.
  @Test(arguments: ["hall", "yard"]) func ordersThatComeTogetherShareStatements(event: String) throws {
    let buyers = 20
    let (database, harness) = try PaymentTests.setUp()
    try database.makePasses(6..<buyers, room: event)
    let holds = try (0..<buyers).map { number in
      try harness.held(number, event == "hall" ? .seats(["s\(number)"]) : .places(1), event: event)
    }
    let payments = holds.map { _ in harness.id() }
    let before = harness.store.statistics
    let started = try harness.askAll(holds.indices) { index, reply in
      harness.store.beginPayment(
        PaymentStart(
          payment: payments[index], hold: holds[index], provider: "test", method: "test_ok",
          request: StoreHarness.key("k")), reply)
    }
    let amount = event == "hall" ? 1_000 : 500
    #expect(started == holds.map { _ in .started(amount: amount, currency: "EUR", declines: 0) })
    for payment in payments {
      _ = try harness.wait { harness.store.open(Self.entry(payment, .captured, amount: amount), $0) }.get()
    }
    let bookings = holds.map { _ in harness.id() }
    // Every payment twice, one that nobody knows among them.
    let twice = Array(payments.indices) + Array(payments.indices)
    let sold = try harness.askAll(twice.indices) { index, reply in
      let number = twice[index]
      let payment = index == 3 ? harness.id() : payments[number]
      harness.store.sell(payment, reference: "r", booking: bookings[number], ifLost: Self.answer, reply)
    }
    #expect(sold[3] == .unknown && sold.count { $0 == .done } == buyers)
    #expect(sold.count { $0 == .already(.capturing) } == buyers - 1)
    let confirmed = try harness.askAll(payments.indices) { index, reply in
      harness.store.confirm(payments[index], answer: Self.answer, reply)
    }
    #expect(confirmed == payments.map { _ in .done })
    let after = harness.store.statistics
    #expect(after.payments.callsTotal - before.payments.callsTotal == 4 * buyers)
    #expect(after.payments.statementsTotal - before.payments.statementsTotal == 3)
    #expect(try database.psql("SELECT count(*) FROM bookings WHERE status = 'CONFIRMED'") == "\(buyers)")
    #expect(try database.fsck() == "")
  }

  /// A statement is undone as a whole if one of its calls can't be carried out; the others don't suffer.
  @Test func whoBreaksAConstraintOrWaitsTooLongIsAlone() throws {
    let (database, harness) = try PaymentTests.setUp()
    let holds = try (0..<4).map { try harness.held($0, .seats(["s\($0)"])) }
    let payments = try holds.map { try harness.begin($0).0 }
    let bookings = [harness.id(), harness.id()]
    // The third wants the number of the first one's booking. The fourth's hold is locked by somebody.
    let session = try database.session()
    defer { session.close() }
    _ = try session.run("BEGIN; SELECT 1 FROM holds WHERE id = '\(holds[3])' FOR UPDATE")
    let results = try harness.wait { (done: @escaping ([Int: Result<PaymentStep, StoreFault>]) -> Void) in
      var results: [Int: Result<PaymentStep, StoreFault>] = [:]
      for (index, payment) in payments.enumerated() {
        let booking = index < 2 ? bookings[index] : index == 2 ? bookings[0] : harness.id()
        harness.store.sell(payment, reference: "r", booking: booking, ifLost: Self.answer) {
          results[index] = $0
          if results.count == payments.count { done(results) }
        }
      }
    }
    _ = try session.run("ROLLBACK")
    #expect(results[1] == .success(.done) && results[3] == .failure(.contended))
    let faults = [results[0], results[2]].filter { $0 != .success(.done) }
    #expect(faults.count == 1, "one of the two got the number")
    guard case .failure(.refused(let constraint, _))?? = faults.first else { throw TestKitFault("\(results)") }
    #expect(constraint == "bookings_pkey")
    #expect(try database.psql("SELECT count(*) FROM bookings") == "2")
  }

  private static func entry(_ payment: RecordID, _ status: PaymentBookEntry.Status, amount: Int = 2_000)
    -> PaymentBookEntry
  {
    PaymentBookEntry(payment: payment, amount: amount, method: "test_ok", status: status)
  }

  /// As after the promotion of a standby that had not heard of it.
  @Test func aPaymentThatTheDatabaseLostIsUnknownToEachStep() throws {
    let (database, harness) = try PaymentTests.setUp()
    let (payment, _) = try harness.begin(try harness.held(0, .seats(["s0"])))
    try database.psql("DELETE FROM payments; UPDATE holds SET status = 'HELD'")
    let store = harness.store
    let booking = harness.id()
    #expect(
      try harness.ask { store.sell(payment, reference: "r", booking: booking, ifLost: Self.answer, $0) } == .unknown)
    #expect(try harness.ask { store.confirm(payment, answer: Self.answer, $0) } == .unknown)
    #expect(try harness.ask { store.decline(payment, reason: "no", answer: Self.answer, $0) } == .unknown)
    #expect(try harness.ask { store.abandon(payment, reason: "no", answer: Self.answer, $0) } == .unknown)
    #expect(try harness.ask { store.captureFailed(payment, reason: "no", answer: Self.answer, $0) } == .unknown)
    #expect(try harness.ask { store.noteReturned(payment, .voided, $0) } == .unknown)
    #expect(try database.psql("SELECT count(*) FROM bookings") == "0")
  }

  @Test func aKeyAnswersOnceAndForAll() throws {
    let (_, harness) = try PaymentTests.setUp()
    let hold = try harness.held(0, .seats(["s0"]))
    let (payment, _) = try harness.begin(hold, key: "one")
    #expect(try harness.begin(hold, key: "one").1 == .idempotencyInProgress)
    #expect(try harness.begin(hold, key: "two").1 == .paymentInProgress)
    _ = try harness.ask { harness.store.answeredPending(payment, $0) }
    #expect(try harness.begin(hold, key: "one").1 == .pending)
    _ = try harness.ask { harness.store.sell(payment, reference: "r", booking: harness.id(), ifLost: Self.answer, $0) }
    _ = try harness.ask { harness.store.confirm(payment, answer: Self.answer, $0) }
    #expect(try harness.begin(hold, key: "one").1 == .replayed(Self.answer))
    #expect(try harness.begin(hold, key: "two").1 == .alreadyConfirmed)
    let start = PaymentStart(
      payment: harness.id(), hold: hold, provider: "test", method: "test_decline",
      request: StoreHarness.key("one", fingerprint: "other"))
    #expect(try harness.ask { harness.store.beginPayment(start, $0) } == .idempotencyMismatch)
    #expect(try harness.begin(harness.id()).1 == .unknown)
  }

  @Test func threeDeclinesGiveTheHoldBack() throws {
    let (database, harness) = try PaymentTests.setUp()
    for event in ["hall", "yard"] {
      let hold = try harness.held(0, event == "hall" ? .seats(["s0"]) : .places(2), event: event)
      for attempt in 0..<3 {
        let (payment, outcome) = try harness.begin(hold, key: "k\(attempt)")
        guard case .started(_, _, let declines) = outcome else { throw TestKitFault("\(outcome)") }
        #expect(declines == attempt)
        let step = try harness.ask { harness.store.decline(payment, reason: "no", answer: Self.answer, $0) }
        #expect(step == (attempt < 2 ? .done : .released))
        #expect(try harness.look(hold).status == (attempt < 2 ? .held : .released))
      }
      #expect(try harness.begin(hold, key: "k9").1 == .holdExpired)
      #expect(try harness.begin(hold, key: "k0").1 == .replayed(Self.answer))
    }
    #expect(try database.psql("SELECT count(*) FROM seats WHERE status <> 'AVAILABLE'") == "0")
    #expect(try database.psql("SELECT held + sold FROM general_admission") == "0")
    for row in try database.psql("SELECT id FROM payments").split(separator: "\n") {
      let id = try #require(RecordID(String(row)))
      _ = try harness.wait { harness.store.open(Self.entry(id, .declined), $0) }.get()
    }
    #expect(try database.fsck() == "")
  }

  @Test func payingExtendsTheHoldButNotForEver() throws {
    let (database, harness) = try PaymentTests.setUp {
      $0.holdSeconds = 100
      $0.holdSecondsMax = 250
      $0.paymentSeconds = 200
    }
    let patient = try StoreHarness(database, seed: 2) { $0.paymentSeconds = 400 }
    let hold = try harness.held(0, .seats(["s0"]))
    let length = "SELECT round(extract(epoch FROM expires_at - created_at) / 10) FROM holds"
    #expect(try database.psql(length) == "10")
    let (payment, _) = try harness.begin(hold, key: "a")
    #expect(try database.psql(length) == "20")
    _ = try harness.ask { harness.store.decline(payment, reason: "no", answer: Self.answer, $0) }
    _ = try patient.begin(hold, key: "b")
    #expect(try database.psql(length) == "25")
    #expect(
      try database.psql("SELECT s.hold_expires_at = h.expires_at FROM seats s JOIN holds h ON h.id = s.hold_id") == "t")
  }

  @Test func whilePaymentRunsNeitherSweeperNorAnybodyTouchesTheHold() throws {
    let (database, harness) = try PaymentTests.setUp { $0.holdSeconds = 1 }
    let hold = try harness.held(0, .seats(["s0"]))
    _ = try harness.begin(hold)
    try waitUntil("the hold's first end has passed", timeout: .seconds(5)) {
      try database.psql("SELECT first_expires_at < clock_timestamp() FROM holds") == "t"
    }
    #expect(try harness.ask { harness.store.sweep(max: 10, $0) } == 0)
    #expect(try harness.hold(harness.cart(1, .seats(["s0"]))).outcome == .seatUnavailable)
    #expect(try harness.look(hold).status == .paymentPending)
    #expect(try database.fsck() == "")
  }

  @Test func aHoldThatLapsedCannotBePaid() throws {
    let (database, harness) = try PaymentTests.setUp()
    let hold = try harness.held(0, .seats(["s0"]))
    try database.lapse(hold)
    #expect(try harness.begin(hold).1 == .holdExpired)
    #expect(try database.psql("SELECT count(*) FROM payments") == "0")
  }

  /// The money came when the hold was over and its seats free: they are taken again.
  @Test func lateMoneyReacquiresWhatIsFree() throws {
    let (database, harness) = try PaymentTests.setUp()
    let hold = try harness.held(0, .seats(["s0", "s1"]))
    let (payment, _) = try harness.begin(hold)
    try database.lapse(hold)
    let other = try harness.held(1, .seats(["s1"]))
    try database.lapse(other)
    let step = try harness.ask {
      harness.store.sell(payment, reference: "r", booking: harness.id(), ifLost: Self.answer, $0)
    }
    #expect(step == .done)
    _ = try harness.ask { harness.store.confirm(payment, answer: Self.answer, $0) }
    _ = try harness.wait { harness.store.open(Self.entry(payment, .captured), $0) }.get()
    #expect(try harness.ask { harness.store.sweep(max: 10, $0) } == 1)
    #expect(try database.psql("SELECT count(*) FROM seats WHERE status = 'SOLD' AND hold_id = '\(hold)'") == "2")
    #expect(try database.fsck() == "")
  }

  /// The money came when the seats were another's: it goes back, and the answer says so.
  @Test func lateMoneyForSeatsOfAnotherGoesBack() throws {
    let (database, harness) = try PaymentTests.setUp()
    let hold = try harness.held(0, .seats(["s0", "s1"]))
    let (payment, _) = try harness.begin(hold, key: "one")
    try database.lapse(hold)
    _ = try harness.held(1, .seats(["s1"]))
    let lost = StoredAnswer(status: 410, body: "{}")
    let step = try harness.ask { harness.store.sell(payment, reference: "r", booking: harness.id(), ifLost: lost, $0) }
    #expect(step == .lost)
    #expect(try harness.begin(hold, key: "one").1 == .replayed(lost))
    #expect(try harness.look(hold).status == .expired)
    let due = try harness.ask { harness.store.duePayments(max: 10, $0) }
    #expect(due.map(\.id) == [payment] && due[0].status == .voiding)
    #expect(try harness.ask { harness.store.noteReturned(payment, .voided, $0) } == .done)
    _ = try harness.wait { harness.store.open(Self.entry(payment, .voided), $0) }.get()
    #expect(try harness.ask { harness.store.duePayments(max: 10, $0) }.isEmpty)
    #expect(try database.fsck() == "")
  }

  @Test(arguments: ["hall", "yard"]) func aFailedCaptureUnsellsAndSaysWhy(event: String) throws {
    let (database, harness) = try PaymentTests.setUp()
    let hold = try harness.held(0, event == "hall" ? .seats(["s0", "s1"]) : .places(4), event: event)
    let (payment, _) = try harness.begin(hold)
    _ = try harness.ask { harness.store.sell(payment, reference: "r", booking: harness.id(), ifLost: Self.answer, $0) }
    #expect(try harness.ask { harness.store.captureFailed(payment, reason: "gone", answer: Self.answer, $0) } == .done)
    #expect(try database.psql("SELECT reason FROM ledger WHERE from_status = 'SOLD'") == "capture_failed")
    #expect(try harness.look(hold).status == .released)
    #expect(try harness.ask { harness.store.noteReturned(payment, .voided, $0) } == .done)
    _ = try harness.wait { harness.store.open(Self.entry(payment, .voided), $0) }.get()
    #expect(try database.fsck() == "")
    if event == "hall" { _ = try harness.held(1, .seats(["s0", "s1"])) }
    #expect(try database.fsck() == "")
  }

  @Test func staffRefundsAnOrder() throws {
    let (database, harness) = try PaymentTests.setUp()
    let hold = try harness.held(0, .seats(["s0"]))
    let payment = try harness.buy(hold)
    let booking = try #require(try harness.look(hold).booking)
    #expect(try harness.ask { harness.store.refund(booking, actor: "staff", $0) } == .refunded)
    #expect(try harness.ask { harness.store.refund(booking, actor: "staff", $0) } == .refunded)
    #expect(try database.psql("SELECT reason FROM ledger WHERE from_status = 'SOLD'") == "refunded")
    #expect(try harness.ask { harness.store.noteReturned(payment, .refunded, $0) } == .done)
    _ = try harness.wait { harness.store.move(payment, from: [.captured], to: .refunded, $0) }.get()
    #expect(try database.fsck() == "")
    #expect(try harness.hold(harness.cart(1, .seats(["s0"]))).outcome == .held)
  }

  @Test func dueComesBackLaterAndLater() throws {
    let (database, harness) = try PaymentTests.setUp { $0.paymentBusySeconds = 1 }
    let hold = try harness.held(0, .seats(["s0"]))
    let (payment, _) = try harness.begin(hold)
    #expect(try harness.ask { harness.store.duePayments(max: 10, $0) }.isEmpty, "a request is at it")
    var pauses: [String] = []
    for _ in 0..<6 {
      try database.psql("UPDATE payments SET check_at = clock_timestamp()")
      #expect(try harness.ask { harness.store.duePayments(max: 10, $0) }.map(\.id) == [payment])
      #expect(try harness.ask { harness.store.duePayments(max: 10, $0) }.isEmpty)
      pauses.append(try database.psql("SELECT ceil(extract(epoch FROM check_at - clock_timestamp())) FROM payments"))
    }
    #expect(pauses == ["1", "2", "4", "8", "15", "15"])
  }

  @Test func messagesAreStoredOnceAndWakeTheirPayment() throws {
    let (database, harness) = try PaymentTests.setUp()
    let hold = try harness.held(0, .seats(["s0"]))
    let (payment, _) = try harness.begin(hold)
    let store = { (event: String, type: String) in
      try harness.ask {
        harness.store.storeMessage(provider: "test", event: event, type: type, payment: payment, payload: "{}", $0)
      }
    }
    #expect(try store("e1", "payment.authorized"))
    #expect(try !store("e1", "payment.authorized"), "a duplicate")
    #expect(try harness.ask { harness.store.duePayments(max: 10, $0) }.map(\.id) == [payment])
    #expect(try harness.ask { harness.store.settleMessages(max: 10, $0) } == 0, "its payment is under way")
    #expect(try harness.ask { harness.store.abandon(payment, reason: "x", answer: Self.answer, $0) } == .done)
    #expect(try harness.ask { harness.store.noteReturned(payment, .voided, $0) } == .done)
    #expect(try harness.ask { harness.store.settleMessages(max: 10, $0) } == 1)
    // The provider tells of money that we believe voided.
    #expect(try store("e2", "payment.captured"))
    #expect(try harness.ask { harness.store.duePayments(max: 10, $0) }.map(\.status) == [.voiding])
    #expect(try harness.ask { harness.store.noteReturned(payment, .captured, $0) } == .done)
    #expect(try harness.ask { harness.store.noteReturned(payment, .captured, $0) } == .already(.refunding))
    #expect(try harness.ask { harness.store.noteReturned(payment, .refunded, $0) } == .done)
    // A message about nothing we know waits a while.
    _ = try harness.ask {
      harness.store.storeMessage(provider: "test", event: "e3", type: "t", payment: harness.id(), payload: "{}", $0)
    }
    #expect(try harness.ask { harness.store.settleMessages(max: 10, $0) } == 1)
    try database.psql("UPDATE webhook_inbox SET received_at = received_at - interval '11 minutes'")
    #expect(try harness.ask { harness.store.settleMessages(max: 10, $0) } == 1)
    #expect(try database.psql("SELECT outcome FROM webhook_inbox WHERE event_id = 'e3'") == "unknown_payment")
  }
}
