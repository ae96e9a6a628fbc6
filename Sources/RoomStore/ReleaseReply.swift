public import Primitives

/// What one call of `release` did.
public struct ReleaseReply: Equatable, Sendable {
  public let at: WallInstant
  /// How many got a turn.
  public let released: Int
  /// How many were absent when theirs came.
  public let passedOver: Int
  /// Calling again at once would do more.
  public let wantsMore: Bool
  /// The line lost something: raise the epoch.
  public let hasLost: Bool
  /// A call within this time keeps the rate whole: what accrues beyond the burst is cut off. At most a second; nil:
  /// nothing accrues.
  public let dueIn: Duration?

  public init(
    at: WallInstant, released: Int, passedOver: Int, wantsMore: Bool, hasLost: Bool, dueIn: Duration?
  ) {
    self.at = at
    self.released = released
    self.passedOver = passedOver
    self.wantsMore = wantsMore
    self.hasLost = hasLost
    self.dueIn = dueIn
  }
}

public struct AppliedReply: Equatable, Sendable {
  public let at: WallInstant
  /// The version that holds now.
  public let version: Int
  public let isChanged: Bool
}
