import Booking

/// The sale as it would be if carts came one at a time: what `hold_batch` must agree with, whatever it is given at once.
/// Time does not pass in it.
struct SaleModel {
  private var owners: [String: RecordID] = [:]
  private var holds: [String: (id: RecordID, wish: Cart.Wish)] = [:]
  private var answers: [String: (fingerprint: [UInt8], decision: (HoldOutcome, RecordID?))] = [:]
  private var placesLeft = 20
  private let seats = Set(BookingDatabase.hall.seats.map(\.id))
  let seatsPerOrderMax = 4

  /// The outcome, and the hold that answers it.
  mutating func decide(_ cart: Cart) -> (HoldOutcome, RecordID?) {
    let stored = cart.request.map { "\(cart.pass) \($0.key)" }
    if let stored, let answer = answers[stored] {
      return answer.fingerprint == cart.request?.fingerprint ? answer.decision : (.idempotencyMismatch, nil)
    }
    let decision = decideNew(cart)
    if let stored, keeps(decision.0, cart) {
      answers[stored] = (cart.request?.fingerprint ?? [], decision)
    }
    return decision
  }

  private func keeps(_ outcome: HoldOutcome, _ cart: Cart) -> Bool {
    switch outcome {
    case .held, .soldOut, .noBlock, .limitExceeded: return true
    case .seatUnavailable:
      if case .seats = cart.wish { return true }
      return false
    default: return false
    }
  }

  private mutating func decideNew(_ cart: Cart) -> (HoldOutcome, RecordID?) {
    guard cart.quantity <= seatsPerOrderMax else { return (.limitExceeded, nil) }
    if let live = holds["\(cart.event) \(cart.user)"] {
      return isSame(live.wish, cart.wish) ? (.alreadyHeld, live.id) : (.limitExceeded, live.id)
    }
    switch cart.wish {
    case .places(let quantity):
      guard quantity <= placesLeft else { return (placesLeft > 0 ? .noBlock : .contended, nil) }
      placesLeft -= quantity
    case .seats(let wanted), .block(let wanted):
      guard seats.isSuperset(of: wanted) else { return (.unknownSeat, nil) }
      guard wanted.allSatisfy({ owners[$0] == nil }) else { return (.seatUnavailable, nil) }
      for seat in wanted { owners[seat] = cart.id }
    case .nothingFound(_, let refusal): return (refusal, nil)
    }
    holds["\(cart.event) \(cart.user)"] = (cart.id, cart.wish)
    return (.held, cart.id)
  }

  private func isSame(_ held: Cart.Wish, _ wanted: Cart.Wish) -> Bool {
    switch (held, wanted) {
    case (_, .seats(let wanted)): Set(seatsOf(held)) == Set(wanted)
    case (_, .block(let wanted)): seatsOf(held).count == wanted.count
    case (_, .nothingFound(let quantity, _)): seatsOf(held).count == quantity
    case (.places(let held), .places(let wanted)): held == wanted
    default: false
    }
  }

  private func seatsOf(_ wish: Cart.Wish) -> [String] {
    switch wish {
    case .seats(let seats), .block(let seats): seats
    case .places, .nothingFound: []
    }
  }

  /// Frees what a cart held.
  mutating func giveBack(_ cart: Cart) {
    guard let live = holds["\(cart.event) \(cart.user)"], live.id == cart.id else { return }
    holds["\(cart.event) \(cart.user)"] = nil
    for (seat, owner) in owners where owner == cart.id { owners[seat] = nil }
    if case .places(let quantity) = cart.wish { placesLeft += quantity }
  }
}
