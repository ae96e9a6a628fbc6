import EventLoop
import HTTP
import HTTPWire
import Primitives
import RoomStore
import WaitingRoom

/// All rooms as they were at the last reading. An immutable value; the control loop makes a new one and hands it to every
/// worker whole, so that a worker never sees half a change.
struct RoomDirectory: Sendable {
  static let empty = RoomDirectory(rooms: [])

  private let byID: [RoomID: RoomView]
  /// In the order of their ids.
  let rooms: [RoomView]
  /// By room, the oldest epoch whose passes still count.
  let oldestPassEpochs: [String: UInt32]

  init(rooms: [RoomView]) {
    self.rooms = rooms
    byID = Dictionary(uniqueKeysWithValues: rooms.map { ($0.id, $0) })
    oldestPassEpochs = Dictionary(
      uniqueKeysWithValues: rooms.map { ($0.id.text, UInt32(clamping: $0.oldestPassEpoch)) })
  }

  subscript(id: RoomID) -> RoomView? { byID[id] }
}
