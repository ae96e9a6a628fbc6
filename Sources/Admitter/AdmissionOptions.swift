internal import RoomLedger

/// How an admission service works; the bounds of what it asks for.
struct AdmissionOptions {
  var pace = KeeperPace()
  /// Between two readings of all rooms from PostgreSQL.
  var loadInterval: Duration = .milliseconds(500)
  /// Between two questions to Redis which one it is.
  var identityInterval: Duration = .seconds(1)
  /// Counters that come within this share a statement.
  var storeDelay: Duration = .milliseconds(200)
  /// Between two removals of what the passes' feed needs no more.
  var pruneInterval: Duration = .seconds(60)
  /// The most people that one call releases.
  var releaseMax = 250
  /// Without a reading of the rooms for so long the process is not ready.
  var staleAfter: Duration = .seconds(5)
  /// Kept rooms, and series of metrics.
  var roomsMax = RoomLedger.roomsMax
}
