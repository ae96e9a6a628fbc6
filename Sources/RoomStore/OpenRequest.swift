public import Primitives
public import WaitingRoom

/// An epoch to be opened in Redis, after it was raised in PostgreSQL.
public struct OpenRequest: Sendable {
  public var state: RoomState
  public var settings: RoomSettings
  public var version: Int
  /// How long tickets may come back before anybody is admitted: 0 for a room's first epoch.
  public var recoverForMicroseconds: Int
  /// New keys start above it. For a raised epoch: the instant at which PostgreSQL raised it (one clock for all epochs) plus
  /// a margin of some seconds for Redis' clocks that differ, so that keys of the new epoch come after those of the old.
  public var scoreFloor: Int64
  /// The greatest score known to have been served.
  public var servedScore: Int64

  public init(
    state: RoomState, settings: RoomSettings, version: Int, recoverForMicroseconds: Int, scoreFloor: Int64,
    servedScore: Int64
  ) {
    self.state = state
    self.settings = settings
    self.version = version
    self.recoverForMicroseconds = recoverForMicroseconds
    self.scoreFloor = scoreFloor
    self.servedScore = servedScore
  }
}

public struct OpenReply: Equatable, Sendable {
  public let at: WallInstant
  /// False: the epoch was open already.
  public let isNew: Bool
  public let recoveringUntil: WallInstant
  /// The epoch that Redis held before; nil: none.
  public let previousEpoch: Int?
}
