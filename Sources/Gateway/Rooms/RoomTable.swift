import EventLoop
import HTTP
import HTTPWire
import Primitives

/// The one place on a loop where its present directory is kept; replaced whole.
final class RoomTable {
  var directory = RoomDirectory.empty
}
