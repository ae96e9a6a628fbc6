internal import Booking
internal import BookingStore
internal import EventLoop
internal import HTTP
internal import HTTPWire
internal import Primitives

/// Events, seats and stock: the same for everybody, from memory.
final class BrowseHandler {
  private let context: BookingContext
  private var list: (version: Int, document: CachedDocument)?
  private var details: [String: (event: ObjectIdentifier, document: CachedDocument)] = [:]

  init(context: BookingContext) { self.context = context }

  func events(_ exchange: Exchange) {
    context.catalog.all { [self] result in
      guard case .success(let events) = result else { return refuse(exchange, result) }
      let version = context.catalog.version
      if list?.version != version {
        let buffer = ByteBuffer(capacity: 4_096)
        EventDocuments.list(events, to: buffer)
        list = (version, BrowseHandler.document(buffer))
      }
      list?.document.answer(exchange)
    }
  }

  func event(_ exchange: Exchange, _ id: String) {
    with(exchange, id) { [self] event in
      if let known = details[id], known.event == ObjectIdentifier(event) { return known.document.answer(exchange) }
      let buffer = ByteBuffer(capacity: 2_048)
      EventDocuments.one(event.details, to: buffer)
      let document = BrowseHandler.document(buffer)
      details[id] = (ObjectIdentifier(event), document)
      document.answer(exchange)
    }
  }

  func seats(_ exchange: Exchange, _ id: String) {
    with(exchange, id) { [self] event in
      withPlan(exchange, event) { [self] plan in
        withStock(exchange, event) { event.seatDocuments.seats(event, plan, $0).answer(exchange) }
      }
    }
  }

  /// The route lets only people of the line through; the signature says that the request came that way.
  func availability(_ exchange: Exchange, _ id: String) {
    guard context.identity.identity(of: exchange.head, now: context.loop.wallNow) != nil else {
      return exchange.respond(Problem(.ticketRequired))
    }
    with(exchange, id) { [self] event in
      withStock(exchange, event) { event.seatDocuments.availability(event, $0).answer(exchange) }
    }
  }

  func seatMap(_ exchange: Exchange, _ id: String) {
    with(exchange, id) { [self] event in
      guard event.details.admission == .reserved else {
        return exchange.respond(Refusals.notFound("This event has no numbered seats."))
      }
      withPlan(exchange, event) { plan in
        guard let plan else { return }
        let version = QueryItems(exchange.head.query).first("v")
        event.seatDocuments.seatMap(event, plan, version: version).answer(exchange)
      }
    }
  }

  /// `{"events": [{"event_id", "as_of", "free", "held", "sold", "in_payment"}]}`, for the gateway's rooms.
  func stock(_ exchange: Exchange) {
    context.catalog.all { [self] result in
      guard case .success(let events) = result else { return refuse(exchange, result) }
      var left = events.count
      guard left > 0 else { return answerStock(exchange, events) }
      for event in events {
        context.catalog.refreshStock(of: event) { [self] _ in
          left -= 1
          if left == 0 { answerStock(exchange, events) }
        }
      }
    }
  }

  private func answerStock(_ exchange: Exchange, _ events: [CatalogEvent]) {
    exchange.respond(
      status: 200, contentType: "application/json", headers: { $0.field("Cache-Control", "no-store" as StaticString) }
    ) { buffer in
      var writer = JSONWriter(buffer)
      writer.beginObject()
      writer.key("events")
      writer.beginArray()
      for event in events {
        guard let stock = event.stock else { continue }
        writer.beginObject()
        writer.field("event_id", event.details.id)
        writer.field("as_of", stock.asOf)
        writer.field("free", stock.counts.free)
        writer.field("held", stock.counts.held)
        writer.field("sold", stock.counts.sold)
        writer.field("in_payment", stock.inPayment)
        writer.endObject()
      }
      writer.endArray()
      writer.endObject()
    }
  }

  func with(_ exchange: Exchange, _ id: String, _ body: @escaping (CatalogEvent) -> Void) {
    context.catalog.event(id) { result in
      switch result {
      case .success(let event?): body(event)
      case .success(nil): exchange.respond(Refusals.notFound("There is no such event."))
      case .failure(let fault): exchange.respond(Refusals.store(fault))
      }
    }
  }

  /// Nil for general admission.
  private func withPlan(_ exchange: Exchange, _ event: CatalogEvent, _ body: @escaping (SeatPlan?) -> Void) {
    guard event.details.admission == .reserved else { return body(nil) }
    context.catalog.plan(of: event) { result in
      switch result {
      case .success(let plan): body(plan)
      case .failure(let fault): exchange.respond(Refusals.store(fault))
      }
    }
  }

  private func withStock(_ exchange: Exchange, _ event: CatalogEvent, _ body: @escaping (StockReading) -> Void) {
    context.catalog.refreshStock(of: event) { result in
      switch result {
      case .success(let stock): body(stock)
      case .failure(let fault): exchange.respond(Refusals.store(fault))
      }
    }
  }

  private func refuse<Value>(_ exchange: Exchange, _ result: Result<Value, StoreFault>) {
    if case .failure(let fault) = result { exchange.respond(Refusals.store(fault)) }
  }

  private static func document(_ buffer: ByteBuffer) -> CachedDocument {
    CachedDocument(
      buffer.readable, tag: EntityTag(strong: buffer.readable), contentType: "application/json",
      cacheControl: "public, max-age=5, s-maxage=15")
  }
}
