import Primitives
import WaitingRoom

/// What a visitor is told about his place: the fields of the contract's ticket document.
///
/// `position`, `ahead`, `queueLength`, `estimate` and `stock` are nil when they aren't known, and are written as `null`:
/// a zero would be a promise.
struct TicketStatus {
  /// How long the wait may still be, in seconds: half of all waits are shorter than `p50`, nine in ten than `p90`.
  struct Estimate: Equatable {
    let p50: Int
    let p90: Int
  }

  /// Places of the event that are free, and those held by people who may still pay.
  struct Stock: Equatable {
    let free: Int
    let held: Int
  }

  let room: RoomID
  let state: StaticString
  let epoch: Int
  let ticket: ByteView
  let ticketID: RandomID
  let orderKey: String
  var position: Int?
  var ahead: Int?
  var queueLength: Int?
  var estimate: Estimate?
  let pollAfterMilliseconds: Int
  let admitRateMicro: Int
  let paused: Bool
  let message: String?
  let opensAt: WallInstant?
  let expiresAt: WallInstant
  var stock: Stock?
  let updatedAt: WallInstant

  func write(to buffer: ByteBuffer) {
    var json = JSONWriter(buffer)
    json.beginObject()
    json.field("room", room.text)
    json.field("state", state)
    json.field("epoch", epoch)
    json.field("ticket", ticket)
    json.key("ticket_id")
    json.value(ticketID.hex)
    json.field("order_key", orderKey)
    json.field("position", position)
    json.field("ahead", ahead)
    json.field("queue_length", queueLength)
    write(estimate, to: &json)
    json.field("poll_after_ms", pollAfterMilliseconds)
    json.key("admit_rate")
    json.rate(micro: admitRateMicro)
    json.field("paused", paused)
    json.field("message", message)
    json.field("opens_at", opensAt)
    json.field("expires_at", expiresAt)
    json.stock(stock)
    json.nullField("draw")
    json.field("updated_at", updatedAt)
    json.endObject()
  }

  private func write(_ estimate: Estimate?, to json: inout JSONWriter) {
    guard let estimate else { return json.nullField("eta_seconds") }
    json.key("eta_seconds")
    json.beginObject()
    json.field("p50", estimate.p50)
    json.field("p90", estimate.p90)
    json.endObject()
  }
}
