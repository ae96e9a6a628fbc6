import EventLoop
import HTTP
import HTTPWire
import Primitives
import WaitingRoom

/// A sale by the contract's names, in memory: one room, one hall, no keys. It keeps every promise that the crowd checks, but the
/// one it is told to break. Owner: one loop.
final class FakeSale: HTTPHandler {
  struct Ticket {
    let number: Int
    let network: NetworkAddress
    var polls = 0
    var releasedAt: WallInstant?
    var hasPass = false
    var hasLeft = false
    /// Seats held or bought by the pass.
    var seats = 0
  }

  struct Hold {
    let id: String
    let ticket: Int
    let seats: [Int]
    var status = "HELD"
  }

  static let claimWithin: Int64 = 120_000_000
  static let seatsPerOrderMax = 4
  static let joinsPerNetworkMax = 10

  let sabotage: Sabotage?
  let rate: Double
  private let loop: Loop
  var tickets: [Ticket] = []
  var letters: [UInt8]
  var holds: [String: Hold] = [:]
  var joins: [NetworkAddress: Int] = [:]
  private var permits = 1.0
  private var accruedAt: WallInstant
  var admittedTotal = 0
  var requests = 0

  init(loop: Loop, seats: Int, rate: Double, sabotage: Sabotage?) {
    self.loop = loop
    self.rate = rate
    self.sabotage = sabotage
    letters = [UInt8](repeating: UInt8(ascii: "A"), count: seats)
    accruedAt = loop.wallNow
    loop.addTimer(after: .milliseconds(10), repeat: .milliseconds(10)) { [unowned self] in release() }
  }

  var now: WallInstant { loop.wallNow }

  func handle(_ exchange: Exchange) {
    requests += 1
    if sabotage == .serverFault, requests % 40 == 0 { return exchange.respond(Problem(.internalError)) }
    let head = exchange.head
    let path = head.path.string
    let parts = path.split(separator: "/").map(String.init)
    switch (head.method, parts.first, parts.count) {
    case (.get, "waiting-room", 3): status(exchange)
    case (.post, "waiting-room", 3): parts[2] == "tickets" ? join(exchange) : claim(exchange)
    case (.get, "waiting-room", 4): poll(exchange)
    case (.delete, "waiting-room", 4): leave(exchange)
    case (.get, "shop", 3): pass(exchange) == nil ? refuse(exchange) : exchange.respond(status: 200)
    case (.get, "events", 2): exchange.respondJSON(200) { $0.field("seats_per_order_max", FakeSale.seatsPerOrderMax) }
    case (.get, "events", 3): parts[2] == "seats" ? seats(exchange) : availability(exchange)
    case (.post, "bookings", 2): hold(exchange)
    case (.post, "bookings", 3): pay(exchange, parts[1])
    case (.get, "bookings", 2): read(exchange, parts[1])
    case (.delete, "bookings", 2): giveBack(exchange, parts[1])
    default: exchange.respond(Problem(.notFound))
    }
  }

  /// Lets in by the contract's rule: what the rate has earned, and at most a tenth of a second saved up.
  private func release() {
    permits = min(max(1, rate / 10), permits + rate * Double(now - accruedAt) / 1e6)
    accruedAt = now
    var allowed = sabotage == .letsInTooMany ? permits * 8 : permits
    permits -= permits.rounded(.down)
    var waiting = tickets.indices.filter { tickets[$0].releasedAt == nil && !tickets[$0].hasLeft }
    if sabotage == .overtakes { waiting.reverse() }
    for index in waiting {
      guard allowed >= 1 else { return }
      allowed -= 1
      tickets[index].releasedAt = now
      admittedTotal += 1
    }
  }

  /// The ticket that a request shows by its cookie.
  func ticket(_ exchange: Exchange) -> Int? {
    guard let number = Cookies(exchange.head).value("usher_ticket_demo" as StaticString)?.decimal() else { return nil }
    return tickets.indices.contains(number) ? number : nil
  }

  /// Whose pass a request shows: a genuine one is the ticket's number in a cookie.
  func pass(_ exchange: Exchange) -> Int? {
    if sabotage == .openDoor, exchange.head.has("usher-pass") { return 0 }
    guard !exchange.head.has("usher-pass"),
      let number = Cookies(exchange.head).value("usher_pass_demo" as StaticString)?.decimal(),
      tickets.indices.contains(number), tickets[number].hasPass
    else { return nil }
    return number
  }

  func refuse(_ exchange: Exchange) { exchange.respond(Problem(.waitingRoomRequired)) }
}

extension Exchange {
  func respondJSON(
    _ status: Int, cookie: SetCookie? = nil, retryAfter: Int? = nil, _ body: (inout JSONWriter) -> Void
  ) {
    var writer = JSONWriter(ByteBuffer())
    writer.beginObject()
    body(&writer)
    writer.endObject()
    respond(
      status: status, contentType: "application/json",
      headers: { headers in
        if let cookie { headers.field(cookie) }
        if let retryAfter { headers.field("Retry-After", retryAfter) }
      }, body: writer.buffer.readable)
  }
}
