internal import Primitives

/// What a room's keeper hears.
enum KeeperEvent: Equatable {
  /// Time has passed.
  case wake
  /// The room as PostgreSQL has it; it was asked at `askedAt`.
  case loaded(RoomFacts, askedAt: MonotonicInstant)
  /// Which Redis answers; nil: none.
  case store(String?)
  /// A call for that epoch was answered.
  case answered(KeeperCall, epoch: Int, KeeperAnswer)
}

/// What was asked.
enum KeeperCall: String, CaseIterable {
  case release, apply, measure, open, confirm, raise
}

/// What came of it.
enum KeeperAnswer: Equatable {
  case released(KeeperRelease)
  /// The version that Redis has now.
  case applied(version: Int)
  case measured(StoredCounters, version: Int, isIncomplete: Bool)
  /// The epoch is open in Redis, now or before.
  case opened
  /// PostgreSQL took the confirmation; false: the epoch is another by now, or another Redis was named.
  case confirmed(Bool)
  /// PostgreSQL's room after the raise, ours or somebody else's.
  case raised(RoomFacts)
  /// Redis has nothing of the epoch.
  case uninitialised
  /// Redis has this other epoch.
  case otherEpoch(Int)
  /// No answer, or a refusal.
  case failed
}

/// One release's figures, as far as they decide what comes next.
struct KeeperRelease: Equatable {
  /// Calling again at once would release more.
  var hasMore: Bool
  /// Members of the line are gone.
  var isIncomplete: Bool
  /// Called again within this time nothing of the rate is cut off; nil: nothing accrues.
  var dueIn: Duration?
}
