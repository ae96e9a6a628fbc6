public import Primitives

extension EventDocument {
  /// Reads an event's file. Everything that can be wrong without knowing what was sold is found here, with its place.
  public init(json bytes: ByteView) throws(EventImportFault) {
    let value: JSONValue
    do {
      value = try JSONReader.parse(bytes, limits: EventJSON.limits)
    } catch {
      throw EventImportFault("\(error)")
    }
    do {
      self = try EventDocument.read(JSONFields(value))
    } catch {
      throw EventImportFault(error)
    }
    try check()
  }

  private static func read(_ fields: JSONFields) throws(JSONFieldFault) -> EventDocument {
    var fields = fields
    var venue = try fields.fields("venue")
    var document = EventDocument(
      id: try fields.string("event_id", bytesMax: 40), name: try fields.string("name", bytesMax: 200),
      venueID: try venue.string("venue_id", bytesMax: 40), venueName: try venue.string("name", bytesMax: 200),
      startTime: try fields.instant("start_time"), onSaleAt: try fields.instant("on_sale_at"),
      saleEndsAt: try fields.optionalInstant("sale_ends_at"), currency: try fields.string("currency", bytesMax: 3),
      seatsPerOrderMax: try fields.optionalInteger("seats_per_order_max", in: 1...50) ?? 8,
      seatsPerUserMax: try fields.optionalInteger("seats_per_user_max", in: 1...1_000) ?? 8,
      holdSeconds: try fields.optionalInteger("hold_seconds", in: 1...3_600), tiers: [],
      map: try fields.optionalFields("map").map { (map) throws(JSONFieldFault) in try EventJSON.map(map) }
        ?? VenueMapDocument(width: 0, height: 0))
    try venue.finish()
    if let rule = try fields.optionalString("orphan_rule", bytesMax: 10) {
      guard let known = OrphanRule(rawValue: rule) else {
        throw fields.fault("orphan_rule", "expected off, lenient or strict, found \"\(rule)\"")
      }
      document.orphanRule = known
    }
    for tier in try fields.list("tiers", countMax: 100) { document.tiers.append(try read(tier: tier)) }
    for section in try fields.optionalList("sections", countMax: EventJSON.sectionsMax) ?? [] {
      try document.read(section: section)
    }
    if var places = try fields.optionalFields("general_admission") {
      document.generalAdmission = GeneralAdmission(
        tier: try places.string("tier", bytesMax: 40), capacity: try places.integer("capacity", in: 1...10_000_000))
      try places.finish()
    }
    try fields.finish()
    return document
  }

  private static func read(tier fields: JSONFields) throws(JSONFieldFault) -> EventDetails.Tier {
    var fields = fields
    let tier = EventDetails.Tier(
      id: try fields.string("tier", bytesMax: 40), name: try fields.string("name", bytesMax: 100),
      price: try fields.integer("price", in: 0...100_000_000),
      color: try fields.optionalString("color", bytesMax: 7) ?? "#808080")
    try fields.finish()
    return tier
  }

  private mutating func read(section fields: JSONFields) throws(JSONFieldFault) {
    var fields = fields
    let id = try fields.string("section", bytesMax: 40)
    let outline = try fields.optionalValue("outline")
      .map { (value) throws(JSONFieldFault) in try EventJSON.outline(value, path: fields.path(of: "outline")) }
    sections.append(
      Section(id: id, name: try fields.optionalString("name", bytesMax: 100) ?? id, outline: outline ?? []))
    let tier = try fields.optionalString("tier", bytesMax: 40)
    for row in try fields.list("rows", countMax: 1_000) { try read(row: row, section: id, tier: tier) }
    try fields.finish()
  }

  private mutating func read(row fields: JSONFields, section: String, tier: String?) throws(JSONFieldFault) {
    var fields = fields
    let row = try fields.string("row", bytesMax: 40)
    let rowTier = try fields.optionalString("tier", bytesMax: 40) ?? tier
    for var seat in try fields.list("seats", countMax: 10_000) {
      let number = try seat.string("number", bytesMax: 40)
      guard let tier = try seat.optionalString("tier", bytesMax: 40) ?? rowTier else {
        throw seat.fault("tier", "is required here, in the row or in the section")
      }
      seats.append(
        Seat(
          id: try seat.optionalString("seat_id", bytesMax: 40) ?? "\(section)-\(row)-\(number)", section: section,
          row: row, number: number, tier: tier,
          x: Double(try seat.optionalFixedPoint("x", places: 2, in: EventJSON.coordinates) ?? 0) / 100,
          y: Double(try seat.optionalFixedPoint("y", places: 2, in: EventJSON.coordinates) ?? 0) / 100))
      try seat.finish()
    }
    try fields.finish()
  }
}
