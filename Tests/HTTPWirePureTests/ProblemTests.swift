import HTTPWire
import Primitives
import Testing

@Suite struct ProblemTests {
  @Test func `a problem says all that RFC 9457 and the contract ask for`() throws {
    let buffer = ByteBuffer()
    let problem = Problem(
      .seatUnavailable, detail: "A-1 and \"A-2\" are taken",
      members: [.init(name: "unavailable_seat_ids", value: .array([.string("A-1"), .string("A-2")]))])
    problem.append(requestID: "0f3a-17", to: buffer)
    let object = try #require(try JSONReader.parse(buffer.string).objectValue)
    #expect(
      object.fields.map(\.name) == ["type", "title", "status", "detail", "code", "request_id", "unavailable_seat_ids"])
    #expect(object["type"]?.stringValue == "urn:usher:problem:seat_unavailable")
    #expect(object["status"]?.integerValue == 409 && object["code"]?.stringValue == "seat_unavailable")
    #expect(
      object["detail"]?.stringValue == "A-1 and \"A-2\" are taken" && object["request_id"]?.stringValue == "0f3a-17")
  }

  @Test func `every code has a title, a status and a name of its own`() {
    var names: Set<String> = []
    for code in ProblemCode.allCases {
      #expect(code.title.utf8CodeUnitCount > 5 && (400...599).contains(code.status), "\(code)")
      #expect(code.rawValue.allSatisfy { $0 == "_" || $0.isLowercase }, "\(code)")
      #expect(!ByteView(StatusText.reason(code.status)).isEmpty, "\(code)")
      #expect(code.isRetryable == (code.retryAfterSecondsDefault != nil), "\(code)")
      #expect(Problem(code).retryAfterSeconds == code.retryAfterSecondsDefault)
      names.insert(code.rawValue)
    }
    #expect(names.count == ProblemCode.allCases.count)
  }

  /// The names and statuses that callers may rely on.
  @Test(arguments: [
    ("challenge_required", 403), ("denied", 403), ("room_closed", 409), ("sold_out", 410), ("rate_limited", 429),
    ("queue_unavailable", 503), ("unknown_ticket", 404), ("turn_expired", 410), ("left", 410), ("not_your_turn", 409),
    ("waiting_room_required", 429), ("cross_site", 403), ("pass_required", 403), ("seat_unavailable", 409),
    ("contended", 409), ("no_block", 409), ("limit_exceeded", 409), ("not_on_sale", 409), ("payment_in_progress", 409),
    ("already_confirmed", 409), ("declined", 402), ("hold_expired", 410), ("already_redeemed", 409), ("revoked", 410),
    ("idempotency_mismatch", 422), ("idempotency_in_progress", 409), ("unknown_host", 421),
    ("orphan_seat", 422),
  ])
  func `the contract's codes`(_ name: String, _ status: Int) {
    #expect(ProblemCode(rawValue: name)?.status == status)
  }

  @Test func `a wait and a status may be given`() {
    #expect(Problem(.rateLimited, retryAfterSeconds: 17).retryAfterSeconds == 17)
    #expect(Problem(.soldOut, status: 409).status == 409 && Problem(.soldOut).retryAfterSeconds == nil)
    let buffer = ByteBuffer()
    Problem(.internalError).append(requestID: "x", to: buffer)
    #expect((try? JSONReader.parse(buffer.string))?.objectValue?["detail"]?.stringValue == "Something went wrong here")
  }
}
