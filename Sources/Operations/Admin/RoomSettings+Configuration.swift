import Configuration
import Primitives
import WaitingRoom

extension RoomSettings {
  /// What a configuration file says of a room. What operators set while it runs (a pause) is not in it.
  init(_ room: RoomConfiguration) {
    self.init()
    admitRateMicro = Int(room.admitRateMicros)
    ramp = room.ramp.map {
      RampStep(afterSeconds: RoomSettings.seconds($0.after), admitRateMicro: Int($0.admitRateMicros))
    }
    burstMicro = room.burstMicros.map { Int($0) }
    maxActive = room.activeMax
    absentAfterSeconds = RoomSettings.seconds(room.absentAfter)
    claimWithinSeconds = RoomSettings.seconds(room.claimWithin)
    recoverForSeconds = RoomSettings.seconds(room.recoverFor)
    passLifetimeSeconds = RoomSettings.seconds(room.passLifetime)
    ticketLifetimeSeconds = RoomSettings.seconds(room.ticketLifetime)
    pollMinSeconds = RoomSettings.seconds(room.pollMin)
    pollMaxSeconds = room.pollMax.map(RoomSettings.seconds)
    failMode = room.failMode == .open ? .open : .closed
    pageStatus = room.pageStatus
    title = room.title
    message = room.message
    prequeueOpensAt = room.prequeueOpensAt
    opensAt = room.opensAt
  }

  /// Whole seconds, the next ones where the file has parts of one.
  private static func seconds(_ duration: Duration) -> Int { Int((duration.milliseconds + 999) / 1_000) }
}
