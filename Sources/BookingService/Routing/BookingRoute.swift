internal import Booking
internal import HTTPWire
internal import Primitives

/// What a path leads to.
enum BookingRoute: Equatable {
  case root
  case shop
  case shopEvent(String)
  case shopSeats(String)
  /// The demo shop's sign-in; nothing is there unless it is configured.
  case signIn(String)
  case events
  case event(String)
  case seats(String)
  case seatMap(String)
  case availability(String)
  case availabilityStream(String)
  /// For the gateway: how many places of each event are free and held.
  case stock
  case hold
  case booking(RecordID)
  case pay(RecordID)
  /// What `DELETE` does, for plain forms.
  case giveBack(RecordID)
  case webhook
  case health
  case readiness
  case metrics

  /// Nil: there is nothing at this path. Escapes are not read: no path of ours needs one.
  init?(_ path: ByteView) {
    // What a rush asks for, without taking it apart.
    if path.equals("/bookings/hold") {
      self = .hold
      return
    }
    var parts: [String] = []
    for part in path.string.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
      guard parts.count < 4 else { return nil }
      parts.append(String(part))
    }
    switch parts.first {
    case "" where parts.count == 1: self = .root
    case "shop": self.init(shop: parts)
    case "events": self.init(events: parts)
    case "bookings": self.init(bookings: parts)
    case "payments" where parts == ["payments", "webhook"]: self = .webhook
    case "stock" where parts.count == 1: self = .stock
    case "healthz" where parts.count == 1: self = .health
    case "readyz" where parts.count == 1: self = .readiness
    case "metrics" where parts.count == 1: self = .metrics
    default: return nil
    }
  }

  private init?(shop parts: [String]) {
    switch parts.count {
    case 1: self = .shop
    case 2 where !parts[1].isEmpty: self = .shopEvent(parts[1])
    case 3 where parts[2] == "seats": self = .shopSeats(parts[1])
    case 3 where parts[2] == "sign-in": self = .signIn(parts[1])
    default: return nil
    }
  }

  private init?(events parts: [String]) {
    switch parts.count {
    case 1: self = .events
    case 2 where !parts[1].isEmpty: self = .event(parts[1])
    case 3 where parts[2] == "seats": self = .seats(parts[1])
    case 3 where parts[2] == "seatmap.svg": self = .seatMap(parts[1])
    case 3 where parts[2] == "availability": self = .availability(parts[1])
    case 4 where parts[2] == "availability" && parts[3] == "stream": self = .availabilityStream(parts[1])
    default: return nil
    }
  }

  private init?(bookings parts: [String]) {
    guard parts.count >= 2 else { return nil }
    if parts.count == 2, parts[1] == "hold" {
      self = .hold
      return
    }
    guard let id = RecordID(parts[1]) else { return nil }
    switch parts.count {
    case 2: self = .booking(id)
    case 3 where parts[2] == "pay": self = .pay(id)
    case 3 where parts[2] == "give-back": self = .giveBack(id)
    default: return nil
    }
  }

  /// As `Allow` lists them.
  var methods: StaticString {
    switch self {
    case .hold, .pay, .giveBack, .webhook: "POST"
    case .booking: "GET, HEAD, DELETE"
    case .signIn: "GET, HEAD, POST"
    default: "GET, HEAD"
    }
  }

  func allows(_ method: HTTPMethod) -> Bool {
    switch self {
    case .hold, .pay, .giveBack, .webhook: method == .post
    case .booking: method == .get || method == .head || method == .delete
    case .signIn: method == .get || method == .head || method == .post
    default: method == .get || method == .head
    }
  }

  /// For the counters.
  var name: String { BookingRoute.names[index] }

  static let names = [
    "root", "shop", "shop_event", "shop_seats", "events", "event", "seats", "seatmap", "availability", "stock", "hold",
    "booking", "pay", "give_back", "webhook", "health", "readiness", "metrics", "availability_stream", "sign_in",
  ]

  var index: Int {
    switch self {
    case .root: 0
    case .shop: 1
    case .shopEvent: 2
    case .shopSeats: 3
    case .events: 4
    case .event: 5
    case .seats: 6
    case .seatMap: 7
    case .availability: 8
    case .stock: 9
    case .hold: 10
    case .booking: 11
    case .pay: 12
    case .giveBack: 13
    case .webhook: 14
    case .health: 15
    case .readiness: 16
    case .metrics: 17
    case .availabilityStream: 18
    case .signIn: 19
    }
  }
}
