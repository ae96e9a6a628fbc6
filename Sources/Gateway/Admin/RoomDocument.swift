import HTTPWire
import Primitives
import RoomLedger
import RoomStore
import WaitingRoom

/// A room as operators see it: what is set (PostgreSQL) and how it runs (Redis, at most about a second old).
enum RoomDocument {
  static func append(
    _ record: RoomRecord, settings: RoomSettings, figures: RoomFigures?, at now: WallInstant,
    to json: inout JSONWriter
  ) {
    json.beginObject()
    json.field("room", record.id)
    json.field("event_id", record.eventID)
    json.field("state", record.state.rawValue)
    json.field("version", record.version)
    json.field("epoch", record.epoch)
    json.field("epoch_reason", record.epochReason)
    json.field("epoch_raised_at", record.epochRaisedAt)
    settings.writeFields(to: &json)
    json.key("admit_rate_in_force")
    json.rate(micro: settings.admitRateMicro(at: now))
    json.field("updated_at", record.updatedAt)
    append(figures, to: &json)
    json.endObject()
  }

  private static func append(_ figures: RoomFigures?, to json: inout JSONWriter) {
    guard let figures else { return json.nullField("stats") }
    json.key("stats")
    json.beginObject()
    json.field("recovering", figures.isRecovering)
    json.field("queue_length", figures.waiting)
    json.field("joins_total", figures.joinsTotal)
    json.field("admitted_total", figures.admittedTotal)
    json.field("admitted_per_second", figures.admittedPerSecond)
    json.field("active", figures.active)
    json.field("owed", figures.owed)
    json.field("away", figures.away)
    json.field("read_at", figures.at)
    json.endObject()
  }

  /// What `If-Match` compares.
  static func etag(_ record: RoomRecord) -> String { "\"\(record.version)\"" }
}
