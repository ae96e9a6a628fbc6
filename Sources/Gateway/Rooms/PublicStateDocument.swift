import HTTPWire
import Primitives
import RoomStore
import WaitingRoom

/// The room's public state: the same bytes for everybody, made once a reading and kept, so that a poll of `/status` is
/// one copy.
enum PublicStateDocument {
  /// Shared caches may keep it for a second, and serve it a little longer while they fetch the next.
  static let cacheControl: StaticString = "public, max-age=1, stale-while-revalidate=5"

  static func append(_ room: RoomView, at now: WallInstant, to buffer: ByteBuffer) {
    var json = JSONWriter(buffer)
    json.beginObject()
    json.field("room", room.id.text)
    json.field("state", room.publicState)
    json.field("epoch", room.epoch)
    json.field("queue_length", room.figures?.waiting)
    json.field("admitted_total", room.figures?.admittedTotal)
    json.key("admit_rate")
    json.rate(micro: room.admitRateMicro(at: now))
    if let figures = room.figures {
      json.key("curve")
      figures.curve.write(to: &json)
    } else {
      json.nullField("curve")
    }
    json.field("paused", room.settings.isPaused)
    json.field("message", room.message(at: now))
    json.field("opens_at", room.settings.opensAt)
    json.field("prequeue_opens_at", room.settings.prequeueOpensAt)
    json.stock(room.stock)
    json.key("draw")
    json.beginObject()
    json.field("seed_sha256", room.drawCommitment)
    json.endObject()
    json.field("updated_at", room.figures?.at)
    json.endObject()
  }
}
