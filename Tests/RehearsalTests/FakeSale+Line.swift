import EventLoop
import HTTP
import HTTPWire
import Primitives
import WaitingRoom

extension FakeSale {
  func status(_ exchange: Exchange) {
    exchange.respondJSON(200) { json in
      json.field("epoch", 1)
      json.field("admit_rate", rate)
      json.field("paused", false)
      json.field("queue_length", tickets.count { $0.releasedAt == nil && !$0.hasLeft })
      json.field("admitted_total", admittedTotal)
      json.field("updated_at", now)
    }
  }

  func join(_ exchange: Exchange) {
    let network = exchange.peer.network
    joins[network, default: 0] += 1
    guard joins[network, default: 0] <= FakeSale.joinsPerNetworkMax else {
      return exchange.respond(Problem(.rateLimited, retryAfterSeconds: 60))
    }
    let known = ticket(exchange)
    let number = known ?? tickets.count
    if known == nil { tickets.append(Ticket(number: number, network: network)) }
    place(exchange, number, status: known == nil ? 201 : 200)
  }

  func poll(_ exchange: Exchange) {
    guard let number = ticket(exchange) else { return exchange.respond(Problem(.ticketRequired)) }
    tickets[number].polls += 1
    if sabotage == .forgetsTickets, number % 7 == 3 { return exchange.respond(Problem(.unknownTicket)) }
    if tickets[number].polls > 20 {
      if sabotage != .silentRefusal { return exchange.respond(Problem(.rateLimited, retryAfterSeconds: 1)) }
      var problem = Problem(.rateLimited)
      problem.retryAfterSeconds = nil
      return exchange.respond(problem)
    }
    place(exchange, number, status: tickets[number].releasedAt == nil ? 202 : 200)
  }

  private func place(_ exchange: Exchange, _ number: Int, status: Int) {
    let released = tickets[number].releasedAt
    var ahead = tickets[..<number].count { $0.releasedAt == nil && !$0.hasLeft }
    if sabotage == .positionGrows { ahead += 50 * tickets[number].polls }
    if sabotage == .unreadable, number % 5 == 2 { return exchange.respondJSON(status) { $0.field("state", "waiting") } }
    var cookie = SetCookie(name: "usher_ticket_demo", value: "\(number)")
    cookie.isSecure = false
    exchange.respondJSON(status, cookie: cookie) { json in
      json.field("state", released == nil ? "waiting" : "admitted")
      json.field("epoch", 1)
      json.field("ticket_id", "t\(number)")
      json.field("order_key", OrderKey(epoch: 1, score: Int64(number) + 1).text)
      json.field("position", released == nil ? ahead + 1 : nil as Int?)
      json.field("poll_after_ms", 100)
      json.field("admit_rate", rate)
      json.field("expires_at", released.map { $0 + FakeSale.claimWithin })
      json.field("updated_at", now)
    }
  }

  func claim(_ exchange: Exchange) {
    guard let number = ticket(exchange) else {
      if sabotage == .passWithoutTicket { return pass(exchange, 0, status: 201) }
      return exchange.respond(Problem(.ticketRequired))
    }
    guard tickets[number].releasedAt != nil else { return exchange.respond(Problem(.notYourTurn)) }
    let isNew = !tickets[number].hasPass
    tickets[number].hasPass = true
    pass(exchange, number, status: isNew ? 201 : 200)
  }

  private func pass(_ exchange: Exchange, _ number: Int, status: Int) {
    var cookie = SetCookie(name: "usher_pass_demo", value: "\(number)")
    cookie.isSecure = false
    let text = sabotage == .newPassOnRetry && status == 200 ? "pass-\(number)-again" : "pass-\(number)"
    exchange.respondJSON(status, cookie: cookie) { json in
      json.field("pass", text)
      json.field("jti", sabotage == .samePassForAll ? "j" : "j\(number)")
      json.field("expires_at", now + FakeSale.claimWithin)
    }
  }

  func leave(_ exchange: Exchange) {
    if let number = ticket(exchange) { tickets[number].hasLeft = true }
    exchange.respond(status: 204)
  }
}
