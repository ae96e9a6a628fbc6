/// How a pass is to end.
public enum PassEnding: String, Sendable {
  case complete, revoked, requeued
}

/// What ending or extending a pass came to.
public enum PassChangeOutcome: Equatable, Sendable {
  case changed(PassRecord)
  /// It had ended before, or (extending) its time is over, or it is good for as long already.
  case unchanged(PassRecord)
  case unknownPass
}
