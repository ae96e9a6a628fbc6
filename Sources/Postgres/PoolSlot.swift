internal import EventLoop
internal import Primitives

/// A pool's place for one connection, which comes and goes.
final class PoolSlot {
  let index: Int
  var connection: PostgresConnection?
  /// Attempts that failed, or connections that did not live long, since the last good one.
  var failures = 0
  var timer: LoopTimer?
  var readyAt = MonotonicInstant(nanoseconds: 0)
  /// This connection has been ready once.
  var wasReady = false
  /// Its server didn't answer in time: no new query goes there.
  var isSilent = false

  init(index: Int) { self.index = index }

  var isReady: Bool { connection?.phase == .ready }
}
