import Configuration
import Postgres
import Primitives
import RoomLedger
import WaitingRoom

/// Makes the rooms that a configuration names. Rooms that are there stay as operators have set them since.
struct RoomSetup {
  let rooms: [RoomConfiguration]
  let connection: String
  /// Who the audit says it was.
  let actor: String

  /// Gives the ids of the rooms that were made.
  func run(on session: PostgresSession, now: WallInstant = SystemClock().now()) throws(CommandFault) -> [String] {
    let ledger = RoomLedger(client: session, options: try options())
    defer { ledger.close() }
    var made: [String] = []
    for room in rooms {
      let settings = RoomSettings(room)
      let state: RoomState = settings.opensAt.map { $0 > now } == true ? .prequeue : .open
      let outcome: Result<RoomCreation, LedgerFault> = session.wait { done in
        ledger.create(
          room: room.id, event: room.event, state: state, settings: settings.text, actor: actor, done)
      }
      switch outcome {
      case .success(.created): made.append(room.id)
      case .success(.existed): break
      case .failure(let fault): throw .unreachable("room \(room.id): \(fault)")
      }
    }
    return made
  }

  private func options() throws(CommandFault) -> RoomLedgerOptions {
    do throws(LedgerConnectionFault) {
      return try RoomLedgerOptions(connection: connection)
    } catch {
      throw .fault("the connection to PostgreSQL: \(error)")
    }
  }
}
