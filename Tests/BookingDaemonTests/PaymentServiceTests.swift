import Booking
import BookingStore
import Payments
import Primitives
import TestKit
import Testing

@Suite struct PaymentServiceTests {
  private static func setUp() throws -> (BookingDatabase, ServiceHarness) {
    let database = try BookingDatabase()
    try database.makePasses(0..<10)
    return (database, try ServiceHarness(database))
  }

  @Test func payingConfirms() throws {
    let (database, core) = try Self.setUp()
    let hold = try core.held(0, ["s0", "s1"])
    let reply = try core.pay(hold)
    #expect(reply.status == 200 && reply["usher-command"] == "complete", "\(reply)")
    let order = try reply.object
    #expect(order["status"]?.stringValue == "CONFIRMED" && order["total"]?.integerValue == 2_000)
    #expect(order["booking_id"]?.stringValue != nil && order["items"]?.arrayValue?.count == 2)
    let again = try core.pay(hold)
    #expect(again.status == 200 && again.body == reply.body && again["idempotency-replayed"] == "true")
    let other = try core.pay(hold, key: "key-2")
    #expect(other.status == 409 && other.code == "already_confirmed")
    let mismatch = try core.pay(hold, "test_decline")
    #expect(mismatch.status == 422 && mismatch.code == "idempotency_mismatch")
    let gone = try core.send("DELETE", "/bookings/\(hold.id)", headers: [("Usher-Hold", hold.token)])
    #expect(gone.status == 409 && gone.code == "already_confirmed")
    #expect(try core.look(hold)["status"]?.stringValue == "CONFIRMED")
    #expect(try database.fsck() == "")
  }

  @Test func payingNeedsAKeyAndAMethod() throws {
    let (database, core) = try Self.setUp()
    let hold = try core.held(0, ["s0"])
    func pay(_ body: String, _ headers: [(String, String)] = [("Idempotency-Key", "k")]) throws -> RawReply {
      try core.send("POST", "/bookings/\(hold.id)/pay", body, headers: [("Usher-Hold", hold.token)] + headers)
    }
    let keyless = try pay("{\"payment_method\": \"test_ok\"}", [])
    #expect(keyless.status == 400 && keyless.code == "idempotency_key_required")
    #expect(try pay("{}").status == 400)
    #expect(try pay("{\"payment_method\": \"test_ok\", \"amount\": 1}").status == 400)
    #expect(try pay("{\"payment_method\": \"gold\"}").status == 422)
    #expect(try database.psql("SELECT count(*) FROM payments") == "0")
  }

  @Test func threeDeclines() throws {
    let (database, core) = try Self.setUp()
    let hold = try core.held(0, ["s0"])
    for attempt in 0..<3 {
      let reply = try core.pay(hold, "test_decline", key: "k\(attempt)")
      #expect(reply.status == 402 && reply.code == "declined")
      #expect(try reply.object["attempts_left"]?.integerValue == 2 - attempt)
      #expect(try core.look(hold)["status"]?.stringValue == (attempt < 2 ? "HELD" : "RELEASED"))
      let again = try core.pay(hold, "test_decline", key: "k\(attempt)")
      #expect(again.status == 402 && again["idempotency-replayed"] == "true" && again.body == reply.body)
    }
    let over = try core.pay(hold, key: "k9")
    #expect(over.status == 410 && over.code == "hold_expired")
    #expect(try core.held(1, ["s0"]).id != hold.id)
    #expect(try database.fsck() == "")
  }

  @Test(arguments: ["test_slow", "test_lost_reply"]) func whatIsNotKnownYetIsTwoHundredAndTwo(method: String) throws {
    let (database, core) = try Self.setUp()
    let hold = try core.held(0, ["s0"])
    let reply = try core.pay(hold, method)
    #expect(reply.status == 202, "\(reply)")
    #expect(try reply.object["status"]?.stringValue == "PAYMENT_PENDING")
    let meanwhile = try core.pay(hold, key: "another")
    #expect([409, 200].contains(meanwhile.status), "\(meanwhile)")
    try core.waitFor(hold, status: "CONFIRMED")
    let again = try core.pay(hold, method)
    #expect(again.status == 200 && again["idempotency-replayed"] == "true")
    #expect(try again.object["status"]?.stringValue == "CONFIRMED")
    #expect(try database.fsck() == "")
  }

  /// As after the promotion of a standby that had not heard of it: nobody is told that he has bought, and money goes back.
  @Test func aPaymentThatTheDatabaseLostGivesTheMoneyBack() throws {
    let (database, core) = try Self.setUp()
    let hold = try core.held(0, ["s0"])
    #expect(try core.pay(hold, "test_slow").status == 202)
    try database.psql("DELETE FROM payments; UPDATE holds SET status = 'HELD'")
    try waitUntil("the money has gone back", timeout: .seconds(20)) {
      try database.psql("SELECT string_agg(status, ',') FROM test_provider_payments") == "VOIDED"
    }
    #expect(try database.psql("SELECT count(*) FROM bookings") == "0")
    #expect(try core.pay(hold, key: "another").status == 200)
    #expect(try core.look(hold)["status"]?.stringValue == "CONFIRMED")
  }

  @Test func anErrorOfTheProviderTakesNothing() throws {
    let (database, core) = try Self.setUp()
    let hold = try core.held(0, ["s0"])
    #expect(try core.pay(hold, "test_error").status == 202)
    try core.waitFor(hold, status: "HELD")
    let again = try core.pay(hold, "test_error")
    #expect(again.status == 402 && again["idempotency-replayed"] == "true", "\(again)")
    #expect(try core.pay(hold, key: "once-more").status == 200)
    try waitUntil("all payments rest", timeout: .seconds(20)) {
      try database.psql("SELECT count(*) FROM payments WHERE check_at IS NOT NULL") == "0"
    }
    #expect(try database.psql("SELECT string_agg(status, ' ' ORDER BY created_at) FROM payments") == "VOIDED CAPTURED")
    #expect(try database.fsck() == "")
  }

  @Test func onePaymentAtATime() async throws {
    let (database, core) = try Self.setUp()
    let hold = try core.held(0, ["s0"])
    let replies = try await withThrowingTaskGroup(of: RawReply.self) { group in
      for attempt in 0..<16 {
        group.addTask { try core.pay(hold, key: attempt % 2 == 0 ? "same" : "key-\(attempt)") }
      }
      return try await group.reduce(into: [RawReply]()) { $0.append($1) }
    }
    for reply in replies {
      let isGood = reply.status == 200 || reply.status == 202
      let isRefused =
        reply.status == 409
        && ["payment_in_progress", "already_confirmed", "idempotency_in_progress"].contains(reply.code)
      #expect(isGood || isRefused, "\(reply)")
    }
    try core.waitFor(hold, status: "CONFIRMED")
    #expect(try database.psql("SELECT count(*) FROM payments") == "1")
    #expect(try database.fsck() == "")
  }

  /// A core that dies between any two steps: the next one brings every payment to its end.
  @Test(arguments: ["AUTHORIZING", "CAPTURING"]) func aNewProcessFinishesWhatAnOldOneBegan(step: String) throws {
    let database = try BookingDatabase()
    try database.makePasses(0..<4)
    let harness = try StoreHarness(database) { $0.paymentBusySeconds = 1 }
    let taken = try harness.held(0, .seats(["s0"]))
    let nothing = try harness.held(1, .seats(["s1"]))
    let (first, _) = try harness.begin(taken)
    let (second, _) = try harness.begin(nothing)
    _ = try harness.wait {
      harness.store.open(.init(payment: first, amount: 1_000, method: "test_ok", status: .authorized), $0)
    }.get()
    if step == "CAPTURING" {
      let answer = StoredAnswer(status: 410, body: "{}")
      _ = try harness.ask { harness.store.sell(first, reference: "r", booking: harness.id(), ifLost: answer, $0) }
    }
    _ = second
    let core = try ServiceHarness(database)
    try waitUntil("both payments rest", timeout: .seconds(40), interval: .milliseconds(100)) {
      try database.psql("SELECT count(*) FROM payments WHERE check_at IS NOT NULL") == "0"
    }
    #expect(try harness.look(taken).status == .confirmed)
    #expect(try harness.look(nothing).status == .held, "the provider never heard of it: the hold goes on")
    #expect(try database.psql("SELECT status FROM idempotency WHERE scope = 'pay:\(taken)'") == "200")
    #expect(try database.fsck() == "")
    withExtendedLifetime(core) {}
  }

  @Test func webhooksAreCheckedAndStoredOnce() throws {
    let (database, core) = try Self.setUp()
    let body =
      "{\"id\": \"evt_1\", \"type\": \"payment.captured\", \"payment_id\": \"0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b\", \"more\": {}}"
    let signer = WebhookSignature(secret: ServiceHarness.webhookSecret, ageSecondsMax: 300)
    func sign(_ body: String, ago seconds: Int64 = 0) -> String {
      Array(body.utf8).withUnsafeBytes {
        signer.make(for: ByteView($0), now: SystemClock().now() - seconds * 1_000_000)
      }
    }
    func post(_ body: String, _ signature: String?) throws -> RawReply {
      try core.send("POST", "/payments/webhook", body, headers: signature.map { [("Webhook-Signature", $0)] } ?? [])
    }
    for signature in [nil, "", "t=1", "t=1,v1=00", sign(body + " "), sign(body, ago: 301), sign(body, ago: -301)] {
      let reply = try post(body, signature)
      #expect(reply.status == 400 && reply.code == "invalid_signature", "\(signature ?? "none")")
    }
    #expect(try database.psql("SELECT count(*) FROM webhook_inbox") == "0")
    let first = try post(body, sign(body))
    #expect(first.status == 200)
    #expect(try post(body, sign(body)).object["duplicate"]?.boolValue == true)
    #expect(try post(body, sign(body, ago: 290)).status == 200)
    #expect(try database.psql("SELECT count(*) FROM webhook_inbox") == "1")
    for bad in ["{}", "[]", "{\"id\": 5, \"type\": \"x\"}", "nonsense"] {
      #expect(try post(bad, sign(bad)).status == 400)
    }
  }
}
