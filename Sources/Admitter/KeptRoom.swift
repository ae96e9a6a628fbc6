internal import EventLoop
internal import RoomLedger
internal import WaitingRoom

/// One room of an admission service: its keeper, what the keeper decides about, and its alarm clock.
final class KeptRoom {
  let room: RoomID
  var keeper: RoomKeeper
  /// As PostgreSQL told it last.
  var record: RoomRecord
  /// The record's settings; of an older version if those of the record can't be read.
  var settings: RoomSettings
  /// The version that `settings` are of.
  var settingsVersion: Int
  let metrics: RoomMetrics
  var timer: LoopTimer?
  /// Its opening is on the way to PostgreSQL.
  var isOpening = false

  init(room: RoomID, record: RoomRecord, settings: RoomSettings, pace: KeeperPace, metrics: RoomMetrics) {
    self.room = room
    self.record = record
    self.settings = settings
    settingsVersion = record.version
    keeper = RoomKeeper(pace: pace)
    self.metrics = metrics
  }
}
