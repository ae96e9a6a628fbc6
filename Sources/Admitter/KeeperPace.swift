/// How often a room's keeper does what it does.
struct KeeperPace: Equatable {
  /// Between releases of a room that admits.
  var tick: Duration = .milliseconds(50)
  /// Between releases of a room that does not: turns that nobody claimed still run out.
  var idleTick: Duration = .milliseconds(250)
  /// No alarm is set sooner than this.
  var alarmMin: Duration = .milliseconds(1)
  var measureInterval: Duration = .seconds(1)
  /// After a failed call, doubling up to the maximum.
  var retryMin: Duration = .milliseconds(50)
  var retryMax: Duration = .seconds(2)
  /// Between two raises, doubling up to the maximum: two servers that both answer must not drive the epoch up in a race.
  var raiseMin: Duration = .seconds(1)
  var raiseMax: Duration = .seconds(10)
  /// An epoch that stood for so long makes the pauses between raises begin at the minimum again.
  var raiseCalmAfter: Duration = .seconds(60)
  /// New keys of a new epoch begin so far above the last one known: counters are stored about once a second.
  var scoreMarginMicroseconds = 2_000_000
}
