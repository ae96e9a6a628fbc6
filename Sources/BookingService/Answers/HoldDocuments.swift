internal import Booking
internal import BookingStore
internal import Primitives

/// What a buyer is told of a hold.
enum HoldDocuments {
  /// 201 and 200 of `POST /bookings/hold`.
  static func won(_ hold: HoldDecision.Hold, event: String, token: String, to buffer: ByteBuffer) {
    var writer = JSONWriter(buffer)
    writer.beginObject()
    writer.field("hold_id", hold.id.description)
    writer.field("hold_token", token)
    writer.field("status", HoldStatus.held.rawValue)
    writer.field("event_id", event)
    writer.field("expires_at", hold.expiresAt)
    write(items: hold.items, to: &writer)
    writer.field("total", hold.total)
    writer.field("currency", hold.currency)
    writer.endObject()
  }

  /// `GET /bookings/{hold_id}`.
  static func look(_ hold: HoldView, to buffer: ByteBuffer) {
    var writer = JSONWriter(buffer)
    writer.beginObject()
    writer.field("hold_id", hold.id.description)
    writer.field("status", hold.status.rawValue)
    writer.field("event_id", hold.event)
    writer.field("created_at", hold.createdAt)
    writer.field("expires_at", hold.expiresAt)
    writer.field("quantity", hold.quantity)
    write(items: hold.items, to: &writer)
    writer.field("total", hold.total)
    writer.field("currency", hold.currency)
    writer.field("end_reason", hold.endReason)
    writer.field("booking_id", hold.booking?.description)
    if let payment = hold.payment {
      writer.key("payment")
      writer.beginObject()
      writer.field("payment_id", payment.id.description)
      writer.field("status", payment.status.rawValue)
      writer.field("payment_method", payment.method)
      writer.field("reason", payment.reason)
      writer.endObject()
    } else {
      writer.nullField("payment")
    }
    writer.endObject()
  }

  /// 200 and 202 of `pay`.
  static func paid(
    _ hold: HoldView, payment: RecordID?, booking: RecordID?, status: HoldStatus, to buffer: ByteBuffer
  ) {
    var writer = JSONWriter(buffer)
    writer.beginObject()
    writer.field("hold_id", hold.id.description)
    writer.field("status", status.rawValue)
    writer.field("booking_id", booking?.description)
    writer.field("payment_id", payment?.description)
    writer.field("event_id", hold.event)
    write(items: hold.items, to: &writer)
    writer.field("total", hold.total)
    writer.field("currency", hold.currency)
    writer.endObject()
  }

  private static func write(items: String, to writer: inout JSONWriter) {
    writer.key("items")
    var items = items
    items.withUTF8 { writer.rawValue(ByteView(UnsafeRawBufferPointer($0))) }
  }
}
