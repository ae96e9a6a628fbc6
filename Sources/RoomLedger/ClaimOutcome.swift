/// What a claim came to.
public enum ClaimOutcome: Equatable, Sendable {
  /// The pass was made now.
  case issued(PassRecord)
  /// The ticket had its pass already: a retry, or a turn given again after a loss of Redis. It may have ended since.
  case known(PassRecord)
  /// The turn belongs to an epoch that is over (or to none): back into the line.
  case otherEpoch(current: Int)
  /// The ticket was requeued after this turn: claim again under a turn of at least `next`.
  case turnIsOver(next: Int)
  case unknownRoom
}
