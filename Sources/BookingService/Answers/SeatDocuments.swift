internal import Booking
internal import BookingStore
internal import Primitives

/// The documents about an event's seats. Each is made when it is first asked for and kept until the stock is read anew.
struct SeatDocuments {
  /// What of the list of seats never changes: each seat's JSON up to its status, one after the other.
  private var fixed: ByteBuffer?
  private var ends: [Int] = []
  private var list: (version: Int, document: CachedDocument)?
  private var compact: (version: Int, document: CachedDocument)?
  private var map: (tag: EntityTag, document: CachedDocument, forever: CachedDocument)?

  /// `GET …/seats`. Cost, once a reading: some 100 bytes a seat.
  mutating func seats(_ event: CatalogEvent, _ plan: SeatPlan?, _ stock: StockReading) -> CachedDocument {
    if let list, list.version == event.stockVersion { return list.document }
    let buffer = ByteBuffer(capacity: 256 + (plan?.seats.count ?? 0) * 110)
    var writer = JSONWriter(buffer)
    writer.beginObject()
    writeHead(event, stock, to: &writer)
    writer.key("seats")
    writer.beginArray()
    if let plan, let states = stock.states { append(plan, states, to: buffer) }
    writer.endArray()
    writer.endObject()
    let document = CachedDocument(
      buffer.readable, tag: tag(of: event, stock), contentType: "application/json",
      cacheControl: "public, max-age=2, s-maxage=2")
    list = (event.stockVersion, document)
    return document
  }

  /// `GET …/availability`: two bits a seat in the order of the list of seats, as base64url.
  mutating func availability(_ event: CatalogEvent, _ stock: StockReading) -> CachedDocument {
    if let compact, compact.version == event.stockVersion { return compact.document }
    let buffer = ByteBuffer(capacity: 256 + (stock.states?.count ?? 0) / 2)
    writeAvailability(event, stock, to: buffer)
    let document = CachedDocument(
      buffer.readable, tag: tag(of: event, stock), contentType: "application/json",
      cacheControl: "private, max-age=1")
    compact = (event.stockVersion, document)
    return document
  }

  /// The same as bare JSON, in one line.
  func writeAvailability(_ event: CatalogEvent, _ stock: StockReading, to buffer: ByteBuffer) {
    var writer = JSONWriter(buffer)
    writer.beginObject()
    writeHead(event, stock, to: &writer)
    let counts = stock.states?.counts ?? stock.counts
    writer.field("free", counts.free)
    writer.field("held", counts.held)
    writer.field("sold", counts.sold)
    if let states = stock.states {
      writer.field("seats", Base64URL.encode(states.packed))
    } else {
      writer.nullField("seats")
    }
    writer.endObject()
  }

  /// `GET …/seatmap.svg`: for ever under an address that names its hash (`?v=…`), else for a while.
  mutating func seatMap(_ event: CatalogEvent, _ plan: SeatPlan, version: String?) -> CachedDocument {
    if map == nil {
      let buffer = ByteBuffer(capacity: 1_024 + plan.seats.count * 48)
      SeatMapDrawing.write(plan, title: event.details.name, into: buffer)
      let tag = EntityTag(strong: buffer.readable)
      func document(_ cacheControl: StaticString) -> CachedDocument {
        CachedDocument(buffer.readable, tag: tag, contentType: "image/svg+xml", cacheControl: cacheControl)
      }
      map = (
        tag, document("public, max-age=300, immutable"), document("public, max-age=31536000, immutable")
      )
    }
    guard let map else { preconditionFailure("the map was just drawn") }
    return version.map { "\"\($0)\"" } == map.tag.text ? map.forever : map.document
  }

  private func writeHead(_ event: CatalogEvent, _ stock: StockReading, to writer: inout JSONWriter) {
    writer.field("event_id", event.details.id)
    writer.field("as_of", stock.asOf)
    writer.field("stale", event.isStale)
  }

  /// The same as long as every seat is as it was.
  func tag(of event: CatalogEvent, _ stock: StockReading) -> EntityTag {
    let counts = stock.counts
    let meaning = "\(event.details.version) \(event.isStale) \(counts.free) \(counts.held) \(counts.sold) "
    return (Array(meaning.utf8) + (stock.states?.packed ?? [])).withUnsafeBytes { EntityTag(weak: ByteView($0)) }
  }

  private mutating func append(_ plan: SeatPlan, _ states: SeatStates, to buffer: ByteBuffer) {
    let fixed = self.fixed ?? makeFixed(plan)
    self.fixed = fixed
    let bytes = fixed.readable
    var start = 0
    for (ordinal, end) in ends.enumerated() {
      buffer.append(bytes.slice(from: start, to: end))
      switch states[ordinal] {
      case .available: buffer.append("AVAILABLE\"}" as StaticString)
      case .held: buffer.append("HELD\"}" as StaticString)
      case .sold, .withheld: buffer.append("SOLD\"}" as StaticString)
      }
      start = end
    }
  }

  private mutating func makeFixed(_ plan: SeatPlan) -> ByteBuffer {
    let buffer = ByteBuffer(capacity: plan.seats.count * 100)
    ends.removeAll()
    ends.reserveCapacity(plan.seats.count)
    for (ordinal, seat) in plan.seats.enumerated() {
      if ordinal > 0 { buffer.append(byte: UInt8(ascii: ",")) }
      var writer = JSONWriter(buffer)
      writer.beginObject()
      writer.field("seat_id", seat.id)
      writer.field("section", plan.sections[seat.section].id)
      writer.field("row", plan.rows[seat.row].name)
      writer.field("number", seat.number)
      writer.field("tier", plan.tiers.indices.contains(seat.tier) ? plan.tiers[seat.tier].id : "")
      buffer.append(",\"status\":\"" as StaticString)
      ends.append(buffer.readableCount)
    }
    return buffer
  }
}
