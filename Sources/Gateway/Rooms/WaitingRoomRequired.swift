import Configuration
import EventLoop
import HTTP
import HTTPWire
import Primitives
import RoomLedger
import RoomStore
import Telemetry
import Tokens
import WaitingRoom

/// The answer of a protected route to who has no good pass, whatever is wrong with it: a browser that navigates gets the
/// room's page in place, a plain form a page that says so, everything else 429 with the address where a place is to be had.
struct WaitingRoomRequired {
  let worker: Worker

  /// - Parameter room: nil where the request names no room that exists.
  func refuse(_ exchange: Exchange, _ room: RoomView?) {
    worker.metrics.count(.withoutPass)
    let head = exchange.head
    let isForPerson = exchange.isForPerson
    if let room, head.method == .get, isForPerson {
      return RoomPage(worker: worker).show(
        exchange, room, returnTo: head.target.string, status: room.settings.pageStatus)
    }
    if isForPerson { return exchange.refuse(Problem(.waitingRoomRequired)) }
    guard let room, let prepared = worker.refusals[room.id] else { return exchange.respond(worker.refusalWithoutRoom) }
    exchange.respond(prepared)
  }
}
