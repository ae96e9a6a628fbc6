/// What a room's keeper wants done; each is answered by an event.
enum KeeperAction: Equatable {
  case release(epoch: Int)
  /// Put the settings into Redis.
  case apply(epoch: Int, version: Int)
  /// Read the counters.
  case measure(epoch: Int)
  /// Open the epoch in Redis: new keys come after `scoreFloor`, and keys up to `servedScore` have had their turn.
  case open(epoch: Int, recovers: Bool, scoreFloor: Int, servedScore: Int)
  /// Store in PostgreSQL that this Redis holds the epoch.
  case confirm(epoch: Int, store: String)
  /// Raise the epoch in PostgreSQL, if it still is this one.
  case raise(epoch: Int, loss: EpochLoss)
  /// Store counters in PostgreSQL.
  case store(StoredCounters)
  /// Read the room from PostgreSQL at once.
  case reload
}
