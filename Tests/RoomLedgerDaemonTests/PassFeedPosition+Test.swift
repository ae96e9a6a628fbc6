import Primitives

@testable import RoomLedger

extension PassFeedPosition {
  /// A place that a reader reached on a server that is not the one asked now.
  static let onAnotherServer = PassFeedPosition(
    snapshot: "900000:900000:", serverStartedAt: WallInstant(microseconds: 1))
}
