internal import Booking
internal import Postgres
internal import Primitives

/// The stored map of an event and its sections. They were checked when they came in.
struct EventMap {
  var map = VenueMapDocument(width: 0, height: 0)
  var sections: [EventDocument.Section] = []

  init(_ rows: PostgresResult) {
    guard let first = rows.first else { return }
    if let stored = try? JSONReader.parse(first.string(0), limits: EventJSON.limits),
      let map = try? EventJSON.map(JSONFields(stored, path: "map"))
    {
      self.map = map
    }
    for row in rows.rows where !row.isNull(1) {
      let outline = (try? JSONReader.parse(row.string(3), limits: EventJSON.limits)).flatMap {
        try? EventJSON.outline($0, path: "outline")
      }
      sections.append(EventDocument.Section(id: row.string(1), name: row.string(2), outline: outline ?? []))
    }
  }
}
