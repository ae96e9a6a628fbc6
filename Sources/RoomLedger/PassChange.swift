public import Primitives

/// Something that happened to a pass after it was handed out: it ended, or (still active) its end was raised.
public struct PassChange: Equatable, Sendable {
  public let sequence: Int
  public let jti: String
  public let room: String
  public let state: PassState
  /// When the pass ends or would have ended: nobody needs to remember the change after that.
  public let expiresAt: WallInstant
}

/// Where a reader of the feed stands. Only the ledger looks inside.
public struct PassFeedPosition: Equatable, Sendable {
  /// What was visible at the last poll, as PostgreSQL writes a snapshot.
  let snapshot: String
  /// The server that saw it: another server, or the same one restarted, may number transactions otherwise.
  let serverStartedAt: WallInstant
}

/// One poll of the feed.
public struct PassFeed: Equatable, Sendable {
  public let changes: [PassChange]
  /// For the next poll; nil: begin anew with everything.
  public let position: PassFeedPosition?
  /// The reader's older knowledge is no longer continued: `changes` are all that matter now, not those since the last poll.
  public let isComplete: Bool
}
