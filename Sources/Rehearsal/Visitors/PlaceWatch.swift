import Primitives
import WaitingRoom

/// Keeps what one ticket was told of its place, and notes when a position grows.
struct PlaceWatch {
  private var last: PlaceDocument?
  private var turn: TurnRecord?
  private var isOwed = false

  /// For messages: the key the ticket has.
  var name: String { last.map { "key \($0.orderKey)" } ?? "a new ticket" }

  mutating func observe(_ place: PlaceDocument, _ ledger: RunLedger) {
    if let rate = place.rateMicro { ledger.sawRate(rate) }
    ledger.sawEpoch(place.epoch)
    if let last, last.epoch == place.epoch, let before = last.position, let now = place.position, now > before, !isOwed
    {
      ledger.broken.note(.positionNeverGrows, "\(name) was at \(before), then at \(now), in epoch \(place.epoch)")
    }
    if turn?.key != place.orderKey {
      finish(ledger)
      turn = TurnRecord(key: place.orderKey)
      isOwed = false
    }
    // The line of another epoch is another line: keys that moved into it say nothing about turns.
    let isOfThisEpoch = place.epoch == Int(place.orderKey.epoch)
    if place.state == "admitted" {
      if turn?.firstAdmittedAt == nil, isOfThisEpoch {
        turn?.firstAdmittedAt = place.updatedAt
        turn?.claimUntil = place.expiresAt
      }
      // If it waits again, the turn went by unclaimed and is owed: that has an order of its own.
      isOwed = true
    } else if let position = place.position, position > 1, !isOwed, isOfThisEpoch {
      turn?.lastWaitingAt = place.updatedAt
    }
    last = place
  }

  /// Hands the record in; later observations begin a new one.
  mutating func finish(_ ledger: RunLedger) {
    if let turn { ledger.turned(turn) }
    turn = nil
  }
}
