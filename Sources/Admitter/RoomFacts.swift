/// What PostgreSQL says of a room, as far as its admission is concerned.
struct RoomFacts: Equatable {
  var epoch: Int
  /// Which Redis confirmed the epoch; nil: it was raised (or the room made) and is yet to be opened.
  var epochStore: String?
  /// Of the settings.
  var version: Int
  /// How far the room had served at the last store.
  var served: StoredCounters?
}

/// Counters of an epoch, which can only grow.
struct StoredCounters: Equatable {
  var epoch: Int
  var servedScore: Int
  var lastScore: Int
  var admittedTotal: Int
  var joinsTotal: Int

  /// One of them is less than in `other`, of the same epoch.
  func isBehind(_ other: StoredCounters) -> Bool {
    epoch == other.epoch
      && (servedScore < other.servedScore || lastScore < other.lastScore || admittedTotal < other.admittedTotal
        || joinsTotal < other.joinsTotal)
  }
}
