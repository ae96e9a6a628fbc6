import Configuration
import EventLoop
import HTTP
import HTTPWire
import Primitives
import WaitingRoom

/// One line of the route table: which requests it is for, what they need, and who answers them.
struct Route: Sendable {
  enum Access: Sendable {
    /// Nothing; a good pass that comes along is passed on all the same.
    case open
    case ticket(RoomOrigin)
    case pass(RoomOrigin)
  }

  let pattern: PathMatcher
  /// Empty: every method.
  let methods: [HTTPMethod]
  let access: Access
  /// The rooms that may be meant; empty: all that exist.
  let rooms: Set<RoomID>
  /// The place of the origin in the worker's list.
  let originIndex: Int
  /// Whether the origin's answers may say what is to become of the pass.
  let isOriginTrusted: Bool

  func isFor(_ room: RoomID) -> Bool { rooms.isEmpty || rooms.contains(room) }

  func allows(_ method: HTTPMethod) -> Bool {
    methods.isEmpty || methods.contains(method) || (method == .head && methods.contains(.get))
  }
}
