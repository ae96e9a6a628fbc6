import EventLoop
import HTTP
import HTTPWire
import Primitives
import RoomStore
import Tokens
import WaitingRoom

/// One visitor's open event stream. Owned by its worker's hub.
final class PlaceStream {
  let exchange: Exchange
  let room: RoomID
  let ticket: Ticket
  /// The whole token, which every event carries.
  let token: [UInt8]
  /// Where it stands among the hub's streams.
  var slot = 0
  /// What the store said last; nil: nothing yet.
  var known: KnownPlace?
  /// When the place is read again if nothing happens before, and when it was read, in the loop's milliseconds.
  var dueAt: UInt64 = 0
  var readAt: UInt64 = 0
  /// Waits for a reading, or is in one.
  var isReading = false
  /// When something was sent last, and when an event was, in the loop's milliseconds.
  var sentAt: UInt64 = 0
  var toldAt: UInt64 = 0
  /// Fingerprints of the last event: of what is told at once when it changes, and of mere numbers.
  var face = 0
  var numbers = 0

  init(exchange: Exchange, room: RoomID, ticket: Ticket, token: [UInt8]) {
    self.exchange = exchange
    self.room = room
    self.ticket = ticket
    self.token = token
  }
}
