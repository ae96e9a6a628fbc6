import HTTPWire
import Primitives

/// A visitor's request as HTTP.
struct RequestForm {
  let method: HTTPMethod
  let target: String
  var body: [UInt8]?
  var idempotencyKey: String?
  var pass: String?
  /// False where a robot shows no cookie and keeps none.
  var usesCookies = true

  init(_ request: VisitorRequest, room: String, event: String) {
    let line = "/waiting-room/\(room)"
    switch request {
    case .probe: self.init(.get, "/shop/\(event)/seats", usesCookies: false)
    case .join(let key): self.init(.post, "\(line)/tickets", body: [], idempotencyKey: key)
    case .joinAnew: self.init(.post, "\(line)/tickets", body: [], usesCookies: false)
    case .poll: self.init(.get, "\(line)/tickets/self")
    case .claim: self.init(.post, "\(line)/passes", body: [])
    case .claimWithoutTicket: self.init(.post, "\(line)/passes", body: [], usesCookies: false)
    case .leaveLine: self.init(.delete, "\(line)/tickets/self")
    case .look: self.init(.get, "/events/\(event)/availability")
    case .hold(let wish): self.init(.post, "/bookings/hold", body: RequestForm.body(wish, event))
    case .holdForged(let wish, let pass):
      self.init(.post, "/bookings/hold", body: RequestForm.body(wish, event), pass: pass, usesCookies: false)
    case .pay(let hold, let method, let key):
      self.init(.post, "/bookings/\(hold)/pay", body: RequestForm.payment(method), idempotencyKey: key)
    case .read(let hold): self.init(.get, "/bookings/\(hold)")
    case .giveBack(let hold): self.init(.delete, "/bookings/\(hold)")
    }
  }

  private init(
    _ method: HTTPMethod, _ target: String, body: [UInt8]? = nil, idempotencyKey: String? = nil, pass: String? = nil,
    usesCookies: Bool = true
  ) {
    self.method = method
    self.target = target
    self.body = body
    self.idempotencyKey = idempotencyKey
    self.pass = pass
    self.usesCookies = usesCookies
  }

  /// The headers of a script on the shop's own page.
  func write(to headers: HeaderWriter, cookies: CookieJar) {
    headers.field("Accept", "application/json" as StaticString)
    headers.field("User-Agent", "usher-load" as StaticString)
    headers.field("Sec-Fetch-Site", "same-origin" as StaticString)
    headers.field("Sec-Fetch-Mode", "cors" as StaticString)
    if let body, !body.isEmpty { headers.field("Content-Type", "application/json" as StaticString) }
    if let idempotencyKey { headers.field("Idempotency-Key", "\"\(idempotencyKey)\"") }
    if let pass { headers.field("Usher-Pass", pass) }
    if usesCookies { cookies.write(to: headers) }
  }

  private static func body(_ wish: HoldWish, _ event: String) -> [UInt8] {
    json { writer in
      writer.field("event_id", event)
      switch wish {
      case .seats(let seats): writer.field("seat_ids", seats)
      case .places(let count): writer.field("quantity", count)
      case .best(let count):
        writer.key("best_available")
        writer.beginObject()
        writer.field("quantity", count)
        writer.endObject()
      }
    }
  }

  private static func payment(_ method: String) -> [UInt8] { json { $0.field("payment_method", method) } }

  private static func json(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
    var writer = JSONWriter(ByteBuffer(capacity: 256))
    writer.beginObject()
    body(&writer)
    writer.endObject()
    return writer.buffer.readable.array
  }
}
