internal import Primitives

extension EventDocument {
  /// Everything but the seats, as `event_import` takes it.
  public var detailsJSON: String {
    let buffer = ByteBuffer(capacity: 4_096)
    var writer = JSONWriter(buffer)
    writer.beginObject()
    writer.field("event_id", id)
    writer.field("name", name)
    writer.key("venue")
    writer.beginObject()
    writer.field("venue_id", venueID)
    writer.field("name", venueName)
    writer.endObject()
    writer.field("start_time", startTime)
    writer.field("on_sale_at", onSaleAt)
    writer.field("sale_ends_at", saleEndsAt)
    writer.field("admission", (generalAdmission == nil ? EventDetails.Admission.reserved : .general).rawValue)
    writer.field("currency", currency)
    writer.field("seats_per_order_max", seatsPerOrderMax)
    writer.field("seats_per_user_max", seatsPerUserMax)
    writer.field("hold_seconds", holdSeconds)
    if orphanRule != .off { writer.field("orphan_rule", orphanRule.rawValue) }
    writer.key("map")
    EventJSON.write(map, to: &writer)
    writeTiers(to: &writer)
    writer.key("sections")
    writer.beginArray()
    for section in sections {
      writer.beginObject()
      writer.field("section", section.id)
      writer.field("name", section.name)
      writer.key("outline")
      EventJSON.write(section.outline, to: &writer)
      writer.endObject()
    }
    writer.endArray()
    writePlaces(to: &writer)
    writer.endObject()
    return buffer.string
  }

  private func writeTiers(to writer: inout JSONWriter) {
    writer.key("tiers")
    writer.beginArray()
    for tier in tiers {
      writer.beginObject()
      writer.field("tier", tier.id)
      writer.field("name", tier.name)
      writer.field("price", tier.price)
      writer.field("color", tier.color)
      writer.endObject()
    }
    writer.endArray()
  }

  private func writePlaces(to writer: inout JSONWriter) {
    guard let places = generalAdmission else { return writer.nullField("general_admission") }
    writer.key("general_admission")
    writer.beginObject()
    writer.field("tier", places.tier)
    writer.field("capacity", places.capacity)
    writer.endObject()
  }
}
