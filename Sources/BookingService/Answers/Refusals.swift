internal import Booking
internal import BookingStore
internal import HTTPWire
internal import Primitives

/// Refusals of the core as callers get them.
enum Refusals {
  static func notFound(_ what: String) -> Problem { Problem(.notFound, detail: what) }

  /// Somebody else's hold is no hold.
  static let noHold = Problem(.notFound, detail: "There is no such hold, or it isn't yours.")

  static func store(_ fault: StoreFault) -> Problem {
    switch fault {
    case .contended: Problem(.contended, detail: "Too many want the same at this moment; nothing was changed.")
    case .overloaded: Problem(.overloaded, detail: "Too many requests wait for the booking core.")
    case .unknownOutcome:
      Problem(.bookingUnavailable, detail: "The answer was lost; ask again with the same Idempotency-Key.")
    case .away, .timeout: Problem(.bookingUnavailable, detail: "Nothing was changed.")
    case .refused: Problem(.internalError, detail: "Nothing was changed.")
    }
  }

  /// Nil if the cart was not refused.
  static func hold(_ decision: HoldDecision, event: EventDetails?, now: WallInstant) -> Problem? {
    switch decision.outcome {
    case .held, .alreadyHeld: return nil
    case .seatUnavailable:
      return Problem(.seatUnavailable, members: [seats("unavailable_seat_ids", decision.detail)])
    case .soldOut: return Problem(.soldOut, status: 409, detail: "Nothing is left, and nothing is in others' hands.")
    case .contended:
      return Problem(.contended, detail: "All that is left is in others' hands at this moment; some may come back.")
    case .noBlock: return Problem(.noBlock, detail: "Fewer are free than you want, or not beside each other.")
    case .orphanSeat:
      return Problem(
        .orphanSeat, detail: "A seat nobody else could use would stay between taken ones: take it too, or others.",
        members: [seats("orphan_seat_ids", decision.detail)])
    case .limitExceeded: return limit(decision.detail ?? "", event)
    case .notOnSale: return notOnSale(event, now)
    case .passRequired:
      return Problem(.passRequired, detail: "A pass of this event's room is needed, and it must not have ended.")
    case .unknownEvent: return notFound("There is no such event.")
    case .unknownSeat:
      return Problem(
        .unprocessable, detail: "The event has no such seats.", members: [seats("unknown_seat_ids", decision.detail)])
    case .wrongAdmission:
      return Problem(
        .unprocessable,
        detail: event?.admission == .general
          ? "This event sells places without numbers: ask for a `quantity`."
          : "This event sells numbered seats: ask for `seat_ids` or `best_available`.")
    case .idempotencyMismatch: return Problem(.idempotencyMismatch)
    }
  }

  private static func limit(_ name: String, _ event: EventDetails?) -> Problem {
    let words =
      switch name {
      case "seats_per_order": "An order of this event has at most \(event?.seatsPerOrderMax ?? 0) seats."
      case "seats_per_user": "One buyer may have at most \(event?.seatsPerUserMax ?? 0) seats of this event."
      case "one_order_a_pass": "This pass has its order already; give the other seats back first."
      default: "You hold other seats of this event already; give them back first."
      }
    return Problem(.limitExceeded, detail: words, members: [.init(name: "limit", value: .string(name))])
  }

  private static func notOnSale(_ event: EventDetails?, _ now: WallInstant) -> Problem {
    guard let event, event.onSaleAt > now else {
      var problem = Problem(.notOnSale, detail: "The sale has ended.")
      problem.retryAfterSeconds = nil
      return problem
    }
    let seconds = (event.onSaleAt - now + 999_999) / 1_000_000
    return Problem(
      .notOnSale, detail: "The sale begins at \(event.onSaleAt.rfc3339).",
      retryAfterSeconds: Int(min(seconds, 86_400)))
  }

  private static func seats(_ name: String, _ list: String?) -> JSONObject.Field {
    let value = list.flatMap { try? JSONReader.parse($0) }
    return JSONObject.Field(name: name, value: value ?? .array([]))
  }
}
