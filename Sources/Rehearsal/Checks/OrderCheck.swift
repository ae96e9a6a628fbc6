import Primitives
import WaitingRoom

/// Finds tickets that still waited behind others when a larger key of the same epoch had been admitted already.
enum OrderCheck {
  struct Overtaking: Equatable {
    let waiting: OrderKey
    let waitedUntil: WallInstant
    let admitted: OrderKey
    let admittedAt: WallInstant
  }

  /// Cost: sorting. Instants are the server's, cut to milliseconds: a strict comparison of them is one of the true instants.
  static func overtakings(_ turns: [TurnRecord]) -> [Overtaking] {
    var found: [Overtaking] = []
    var earliest: TurnRecord?
    for turn in turns.sorted(by: { $0.key > $1.key }) {
      if let other = earliest, other.key.epoch == turn.key.epoch, let admittedAt = other.firstAdmittedAt,
        let waitedUntil = turn.lastWaitingAt, admittedAt < waitedUntil
      {
        found.append(
          Overtaking(waiting: turn.key, waitedUntil: waitedUntil, admitted: other.key, admittedAt: admittedAt))
      }
      guard let admittedAt = turn.firstAdmittedAt else { continue }
      let isEarliest = earliest.flatMap(\.firstAdmittedAt).map { admittedAt < $0 } ?? true
      if isEarliest || earliest?.key.epoch != turn.key.epoch { earliest = turn }
    }
    return found
  }
}
