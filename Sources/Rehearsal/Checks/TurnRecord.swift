import Primitives
import WaitingRoom

/// What one ticket saw of its way through the line, by the server's own clock: enough to tell afterwards, together with all
/// others, whether anybody was overtaken or too many were let in.
struct TurnRecord: Equatable {
  let key: OrderKey
  /// When it was last told a position behind somebody else's. A position of 1 isn't noted: it may be an owed turn's.
  var lastWaitingAt: WallInstant?
  /// When it was first told that its turn had come.
  var firstAdmittedAt: WallInstant?
  /// Until when the turn had to be claimed: the instant of release and a constant.
  var claimUntil: WallInstant?
}
