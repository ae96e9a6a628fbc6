internal import HTTPWire
internal import Primitives

/// What `POST /bookings/hold` asks for.
struct HoldRequest: Equatable {
  enum Wish: Equatable {
    case seats([String])
    case places(Int)
    case best(quantity: Int, section: String?)
  }

  var event: String
  var wish: Wish

  /// More seats than any order may have; past it the request is not looked at.
  static let seatsMax = 100

  init(event: String, wish: Wish) {
    self.event = event
    self.wish = wish
  }

  /// `{event_id, seat_ids[]}`, `{event_id, quantity}` or `{event_id, best_available: {quantity, section?}}`.
  init(json body: ByteView) throws(Problem) {
    let value = try HoldRequest.parse(body)
    do {
      self = try HoldRequest.read(JSONFields(value))
    } catch {
      throw Problem(error)
    }
    try check()
  }

  private static func read(_ object: JSONFields) throws(JSONFieldFault) -> HoldRequest {
    var fields = object
    let event = try fields.string("event_id", bytesMax: 64)
    let seats = try fields.optionalStrings("seat_ids", countMax: 4_096)
    let quantity = try fields.optionalInteger("quantity", in: Int.min...Int.max)
    let best = try fields.optionalFields("best_available")
    try fields.finish()
    switch (seats, quantity, best) {
    case (let seats?, nil, nil): return HoldRequest(event: event, wish: .seats(seats))
    case (nil, let quantity?, nil): return HoldRequest(event: event, wish: .places(quantity))
    case (nil, nil, var best?):
      let wanted = try best.integer("quantity", in: Int.min...Int.max)
      let section = try best.optionalString("section", bytesMax: 40)
      try best.finish()
      return HoldRequest(event: event, wish: .best(quantity: wanted, section: section))
    default:
      throw JSONFieldFault(path: "", message: "exactly one of `seat_ids`, `quantity` and `best_available` is required")
    }
  }

  /// The same of a plain form: `event_id` and `seat_id` (repeated), or `quantity`, with `best_available=1` and `section`
  /// (empty: any) for numbered seats.
  init(form: FormItems) throws(Problem) {
    guard let event = form.first("event_id") else { throw Problem(.invalidField, detail: "`event_id` is required") }
    self.event = event
    let seats = form.all("seat_id")
    guard form.first("quantity") != nil else {
      wish = .seats(seats)
      try check()
      return
    }
    guard let quantity = form.first("quantity").flatMap({ Int($0) }) else {
      throw Problem(.invalidField, detail: "`quantity` must be a whole number")
    }
    let section = form.first("section").flatMap { $0.isEmpty ? nil : $0 }
    wish = form.first("best_available") == "1" ? .best(quantity: quantity, section: section) : .places(quantity)
    try check()
  }

  /// The same wish has the same text, whatever the order of its seats: what tells one body from another under one key.
  var fingerprint: String {
    switch wish {
    case .seats(let seats): "hold \(event) seats \(seats.sorted().joined(separator: " "))"
    case .places(let quantity): "hold \(event) places \(quantity)"
    case .best(let quantity, let section): "hold \(event) best \(quantity) \(section ?? "")"
    }
  }

  /// Well-formed, but can it be meant?
  private func check() throws(Problem) {
    switch wish {
    case .seats(let seats):
      guard !seats.isEmpty else { throw Problem(.unprocessable, detail: "`seat_ids` is empty") }
      guard seats.count <= HoldRequest.seatsMax else {
        throw Problem(.unprocessable, detail: "`seat_ids` has more than \(HoldRequest.seatsMax) seats")
      }
      guard Set(seats).count == seats.count else {
        throw Problem(.unprocessable, detail: "`seat_ids` names a seat twice")
      }
      for seat in seats where !(1...40).contains(seat.utf8.count) || seat.utf8.contains(0) {
        throw Problem(.unprocessable, detail: "`seat_ids` has a name that no seat can have")
      }
    case .places(let quantity), .best(let quantity, _):
      guard quantity >= 1 else { throw Problem(.unprocessable, detail: "`quantity` must be at least 1") }
    }
  }

  private static func parse(_ body: ByteView) throws(Problem) -> JSONValue {
    do {
      return try JSONReader.parse(body)
    } catch {
      throw Problem(error)
    }
  }
}
