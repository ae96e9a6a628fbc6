public import Primitives

/// A ticket that is given up.
public struct LeaveRequest: Sendable {
  public var ticketID: RandomID
  public var score: Int64

  public init(ticketID: RandomID, score: Int64) {
    self.ticketID = ticketID
    self.score = score
  }
}

public struct LeaveReply: Equatable, Sendable {
  public let at: WallInstant
  /// The turn that was claimed and not over: its pass is to be ended.
  public let claimedTurn: Int?
}
