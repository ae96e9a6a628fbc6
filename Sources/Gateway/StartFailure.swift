import EventLoop
import HTTP
import HTTPWire
import Primitives

/// Why a worker could not start, as it told the main loop. Lives there.
final class StartFailure {
  private(set) var reason: String?
  var onReport: (() -> Void)?

  func report(_ reason: String) {
    if self.reason == nil { self.reason = reason }
    onReport?()
  }
}
