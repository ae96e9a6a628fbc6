import EventLoop
import HTTP
import HTTPWire
import Primitives

extension FakeSale {
  func seats(_ exchange: Exchange) {
    exchange.respondJSON(200) { json in
      json.key("seats")
      json.beginArray()
      for index in letters.indices {
        json.beginObject()
        json.field("seat_id", "S-\(index)")
        json.endObject()
      }
      json.endArray()
    }
  }

  func availability(_ exchange: Exchange) {
    guard ticket(exchange) != nil || pass(exchange) != nil else { return refuse(exchange) }
    exchange.respondJSON(200) { json in
      json.field("free", letters.count { $0 == UInt8(ascii: "A") })
      json.field("seats", String(decoding: letters, as: UTF8.self))
    }
  }

  func hold(_ exchange: Exchange) {
    guard let owner = pass(exchange) else { return refuse(exchange) }
    exchange.collectBody(max: 65_536) { [self] result in
      guard case .success(let body) = result, let object = (try? JSONReader.parse(body))?.objectValue else {
        return exchange.respond(Problem(.invalidJSON))
      }
      let seats: [Int]
      if let wanted = object["seat_ids"]?.arrayValue?.compactMap(\.stringValue) {
        seats = wanted.compactMap { Int($0.dropFirst(2)) }
      } else {
        let count = object["best_available"]?.objectValue?["quantity"]?.integerValue ?? 1
        seats = Array(letters.indices.filter { letters[$0] == UInt8(ascii: "A") }.prefix(count))
      }
      take(exchange, owner, seats)
    }
  }

  private func take(_ exchange: Exchange, _ owner: Int, _ seats: [Int]) {
    let isLimited = sabotage != .manyOrders
    guard !isLimited || tickets[owner].seats + seats.count <= FakeSale.seatsPerOrderMax else {
      return exchange.respond(Problem(.limitExceeded))
    }
    let isFree = seats.allSatisfy { letters[$0] == UInt8(ascii: "A") }
    guard isFree || sabotage == .sellsTwice, !seats.isEmpty else { return exchange.respond(Problem(.seatUnavailable)) }
    // A sale that sells twice never shows a seat as taken.
    if sabotage != .sellsTwice { for seat in seats { letters[seat] = UInt8(ascii: "H") } }
    tickets[owner].seats += seats.count
    let hold = Hold(id: "h\(holds.count)", ticket: owner, seats: seats)
    holds[hold.id] = hold
    answer(exchange, hold, status: 201)
  }

  private func answer(_ exchange: Exchange, _ hold: Hold, status: Int) {
    var cookie = SetCookie(name: "usher_hold_\(hold.id)", value: "key-\(hold.id)")
    cookie.isSecure = false
    exchange.respondJSON(status, cookie: status == 201 ? cookie : nil, retryAfter: status == 202 ? 1 : nil) { json in
      json.field("hold_id", hold.id)
      json.field("status", hold.status)
      json.key("items")
      json.beginArray()
      for seat in hold.seats {
        json.beginObject()
        json.field("seat_id", "S-\(seat)")
        json.endObject()
      }
      json.endArray()
    }
  }

  /// The hold, if the request shows its key.
  private func own(_ exchange: Exchange, _ id: String) -> Hold? {
    guard let hold = holds[id], let key = Cookies(exchange.head).value("usher_hold_\(id)"), key.string == "key-\(id)"
    else {
      return nil
    }
    return hold
  }

  func read(_ exchange: Exchange, _ id: String) {
    guard let hold = own(exchange, id) else { return exchange.respond(Problem(.notFound)) }
    if sabotage == .forgetsSales, hold.seats[0] % 3 == 0 { return exchange.respond(Problem(.notFound)) }
    answer(exchange, hold, status: 200)
  }

  func pay(_ exchange: Exchange, _ id: String) {
    guard var hold = own(exchange, id) else { return exchange.respond(Problem(.notFound)) }
    exchange.collectBody(max: 1_024) { [self] result in
      guard case .success(let body) = result else { return exchange.respond(Problem(.badRequest)) }
      if body.string.contains("test_decline") { return exchange.respond(Problem(.declined)) }
      hold.status = "CONFIRMED"
      holds[id] = hold
      if sabotage != .sellsTwice { for seat in hold.seats { letters[seat] = UInt8(ascii: "S") } }
      // A slow provider is known later: the buyer looks again.
      answer(exchange, hold, status: body.string.contains("test_slow") ? 202 : 200)
    }
  }

  func giveBack(_ exchange: Exchange, _ id: String) {
    guard let hold = own(exchange, id), hold.status == "HELD" else { return exchange.respond(Problem(.notFound)) }
    for seat in hold.seats { letters[seat] = UInt8(ascii: "A") }
    tickets[hold.ticket].seats -= hold.seats.count
    holds[id]?.status = "RELEASED"
    exchange.respond(status: 204)
  }
}
