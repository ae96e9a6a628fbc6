public import Primitives

/// Where many tickets stand, all at one instant.
public struct PlacesReply: Equatable, Sendable {
  /// Redis' instant of the answer.
  public let at: WallInstant
  /// The epoch that was asked in the end.
  public let epoch: Int
  /// What `RoomFigures` had said at that instant.
  public let popped: Int
  public let aside: Int
  /// In the order of the requests; nil for one that could not be put back because the epoch is full.
  public let places: [Place?]
}
