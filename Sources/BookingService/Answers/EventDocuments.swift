internal import Booking
internal import Primitives

/// What is said of events, but for their stock.
enum EventDocuments {
  static func list(_ events: [CatalogEvent], to buffer: ByteBuffer) {
    var writer = JSONWriter(buffer)
    writer.beginObject()
    writer.key("events")
    writer.beginArray()
    for event in events { write(event.details, to: &writer) }
    writer.endArray()
    writer.endObject()
  }

  static func one(_ event: EventDetails, to buffer: ByteBuffer) {
    var writer = JSONWriter(buffer)
    write(event, to: &writer)
  }

  private static func write(_ event: EventDetails, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("event_id", event.id)
    writer.field("name", event.name)
    writer.key("venue")
    writer.beginObject()
    writer.field("venue_id", event.venueID)
    writer.field("name", event.venueName)
    writer.endObject()
    writer.field("start_time", event.startTime)
    writer.field("on_sale_at", event.onSaleAt)
    writer.field("sale_ends_at", event.saleEndsAt)
    writer.field("admission", event.admission.rawValue)
    writer.field("capacity", event.capacity)
    writer.field("seats_per_order_max", event.seatsPerOrderMax)
    writer.field("seats_per_user_max", event.seatsPerUserMax)
    writer.field("orphan_rule", event.orphanRule.rawValue)
    writer.field("currency", event.currency)
    writer.key("tiers")
    writer.beginArray()
    for tier in event.tiers {
      writer.beginObject()
      writer.field("tier", tier.id)
      writer.field("name", tier.name)
      writer.field("price", tier.price)
      writer.field("color", tier.color)
      writer.endObject()
    }
    writer.endArray()
    writer.field("room", event.room)
    writer.endObject()
  }
}
