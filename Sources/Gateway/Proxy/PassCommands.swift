import EventLoop
import HTTP
import HTTPWire
import Primitives
import RoomLedger
import RoomStore
import WaitingRoom

/// Carries out what an origin or an operator says of a pass: first in the ledger, which is the truth, then in the line,
/// where it frees the place among the active or gives another turn. Lives on the loop of its store and ledger.
final class PassCommands {
  private let store: RoomStore
  private let ledger: RoomLedger
  private let rooms: RoomTable
  private let now: () -> WallInstant

  init(store: RoomStore, ledger: RoomLedger, now: @escaping () -> WallInstant, rooms: RoomTable) {
    self.store = store
    self.ledger = ledger
    self.now = now
    self.rooms = rooms
  }

  typealias Reply = (Result<PassChangeOutcome, LedgerFault>) -> Void

  func carryOut(_ command: PassCommand, passID: String, room: RoomID, actor: String?, _ reply: @escaping Reply) {
    switch command {
    case .complete: end(passID, room, as: .complete, command, actor, reply)
    case .revoke: end(passID, room, as: .revoked, command, actor, reply)
    case .requeue: end(passID, room, as: .requeued, command, actor, reply)
    case .extend:
      let until = now() + Int64(rooms.directory[room]?.settings.passLifetimeSeconds ?? 0) * 1_000_000
      ledger.extend(passID, room: room.text, until: until, actor: actor) { [self] result in
        settle(result, room, .extend(until: until))
        reply(result)
      }
    }
  }

  private func end(
    _ passID: String, _ room: RoomID, as ending: PassEnding, _ command: PassCommand, _ actor: String?,
    _ reply: @escaping Reply
  ) {
    ledger.end(passID, room: room.text, as: ending, reason: command.rawValue, actor: actor) { [self] result in
      let settlement: TurnCommand =
        switch command {
        case .complete, .extend: .complete
        case .revoke: .revoke
        case .requeue: .requeue
        }
      settle(result, room, settlement)
      reply(result)
    }
  }

  /// The line is told also of what was so before: a repeated command mends a line that missed the first.
  private func settle(_ result: Result<PassChangeOutcome, LedgerFault>, _ room: RoomID, _ command: TurnCommand) {
    guard let epoch = rooms.directory[room]?.epoch else { return }
    switch result {
    case .success(.changed(let record)), .success(.unchanged(let record)):
      store.settle(
        room, epoch: epoch,
        SettleRequest(ticketID: record.ticketID, turn: record.turn, command: command)
      ) { _ in }
    case .success(.unknownPass), .failure: break
    }
  }
}
