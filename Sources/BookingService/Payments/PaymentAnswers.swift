internal import Booking
internal import BookingStore
internal import HTTPWire
internal import Primitives

/// The answers that are stored under the key of a request to pay.
enum PaymentAnswers {
  static func confirmed(_ hold: HoldView, payment: RecordID, booking: RecordID?) -> StoredAnswer {
    let buffer = ByteBuffer(capacity: 1_024)
    HoldDocuments.paid(hold, payment: payment, booking: booking, status: .confirmed, to: buffer)
    return StoredAnswer(status: 200, body: buffer.string)
  }

  static func declined(_ hold: HoldView, reason: String, attemptsLeft: Int) -> StoredAnswer {
    let isOver = attemptsLeft == 0
    return refusal(
      Problem(
        .declined,
        detail: isOver
          ? "The provider refused, and this was the last try: the seats were given back."
          : "The provider refused; the seats are still held.",
        members: members(hold, reason, isOver ? .released : .held)
          + [.init(name: "attempts_left", value: .number(JSONNumber(attemptsLeft)))]), hold)
  }

  static func abandoned(_ hold: HoldView, reason: String) -> StoredAnswer {
    refusal(
      Problem(
        .declined, detail: "The payment did not go through; nothing was taken.", members: members(hold, reason, .held)),
      hold)
  }

  static func captureFailed(_ hold: HoldView, reason: String) -> StoredAnswer {
    refusal(
      Problem(
        .declined, detail: "The money could not be taken; the seats were given back.",
        members: members(hold, reason, .released)), hold)
  }

  static func lost(_ hold: HoldView) -> StoredAnswer {
    refusal(
      Problem(
        .holdExpired,
        detail: "The hold had lapsed when the payment came, and its seats are another's. Nothing is taken.",
        members: members(hold, "hold_expired", .expired)), hold)
  }

  private static func members(_ hold: HoldView, _ reason: String, _ status: HoldStatus) -> [JSONObject.Field] {
    [
      .init(name: "hold_id", value: .string(hold.id.description)), .init(name: "reason", value: .string(reason)),
      .init(name: "hold_status", value: .string(status.rawValue)),
    ]
  }

  /// A stored refusal names no request: it answers many.
  private static func refusal(_ problem: Problem, _ hold: HoldView) -> StoredAnswer {
    let buffer = ByteBuffer(capacity: 512)
    problem.append(requestID: hold.id.description, to: buffer)
    return StoredAnswer(status: problem.status, body: buffer.string)
  }
}
