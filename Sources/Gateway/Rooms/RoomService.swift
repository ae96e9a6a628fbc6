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

/// Everything under `/waiting-room/{room}`: finds the room and the call, and hands over. Owned by one worker loop.
final class RoomService {
  let worker: Worker
  let streams: StreamHub

  init(worker: Worker) {
    self.worker = worker
    streams = StreamHub(worker: worker)
  }

  /// What the rest of the path, behind the room, asks for.
  private enum Call {
    case room
    case status
    case tickets
    case ownTicket
    case stream
    case leaveForm
    case passes
    case authorize
    case unknown
  }

  static let prefix: StaticString = "/waiting-room/"

  /// Answers a request whose path begins with `prefix`.
  func handle(_ exchange: Exchange) {
    let path = exchange.head.path
    if let fault = TargetCheck.fault(in: path) { return exchange.refuse(Problem(fault)) }
    guard worker.isInformed else { return exchange.refuse(worker.notInformed()) }
    let rest = path.slice(from: RoomService.prefix.utf8CodeUnitCount)
    let end = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.count
    let call = RoomService.call(end == rest.count ? .empty : rest.slice(from: end + 1))
    guard let id = RoomID(rest.slice(from: 0, to: end)), let room = worker.directory[id] else {
      return exchange.refuse(Problem(.unknownRoom, detail: "there is no waiting room of that name"))
    }
    dispatch(call, exchange, room)
  }

  private static func call(_ rest: ByteView) -> Call {
    if rest.isEmpty { return .room }
    if rest.equals("status") { return .status }
    if rest.equals("tickets") { return .tickets }
    if rest.equals("tickets/self") { return .ownTicket }
    if rest.equals("stream") { return .stream }
    if rest.equals("tickets/self/leave") { return .leaveForm }
    if rest.equals("passes") { return .passes }
    return rest.equals("authorize") ? .authorize : .unknown
  }

  private func dispatch(_ call: Call, _ exchange: Exchange, _ room: RoomView) {
    let isGet = exchange.head.method == .get || exchange.head.method == .head
    switch (call, exchange.head.method) {
    case (.room, _) where isGet: RoomPage(worker: worker).show(exchange, room)
    case (.status, _) where isGet: showStatus(exchange, room)
    case (.ownTicket, _) where isGet: PlaceCall(worker: worker, exchange: exchange, room: room).start()
    case (.stream, _) where isGet:
      StreamCall(worker: worker, exchange: exchange, room: room, hub: streams).start()
    case (.authorize, _) where isGet: authorize(exchange, room)
    case (.tickets, .post): guarded(exchange) { JoinCall(worker: worker, exchange: exchange, room: room).start() }
    case (.ownTicket, .delete): guarded(exchange) { LeaveCall(worker: worker, exchange: exchange, room: room).start() }
    case (.leaveForm, .post): guarded(exchange) { LeaveCall(worker: worker, exchange: exchange, room: room).start() }
    case (.passes, .post): guarded(exchange) { ClaimCall(worker: worker, exchange: exchange, room: room).start() }
    case (.unknown, _): exchange.refuse(Problem(.notFound, detail: "the waiting room has no such address"))
    default: refuseMethod(exchange, call)
    }
  }

  /// Runs `body` unless another site's page sent the request.
  private func guarded(_ exchange: Exchange, _ body: () -> Void) {
    if worker.isCrossSite(exchange.head) {
      worker.metrics.count(.crossSite)
      return exchange.refuse(Problem(.crossSite))
    }
    body()
  }

  private func refuseMethod(_ exchange: Exchange, _ call: Call) {
    let allow: StaticString =
      switch call {
      case .tickets, .leaveForm, .passes: "POST"
      case .ownTicket: "GET, HEAD, DELETE"
      default: "GET, HEAD"
      }
    exchange.refuse(Problem(.methodNotAllowed, detail: "this address takes \(allow)")) { $0.field("Allow", allow) }
  }

  private func showStatus(_ exchange: Exchange, _ room: RoomView) {
    let body = worker.scratch
    body.clear()
    PublicStateDocument.append(room, at: worker.now, to: body)
    exchange.respond(
      status: 200, contentType: "application/json",
      headers: { $0.field("Cache-Control", PublicStateDocument.cacheControl) }, body: body.readable)
  }

  /// For another proxy's sub-request: 204 and who it is, or 401. nginx takes nothing but 2xx, 401 and 403.
  private func authorize(_ exchange: Exchange, _ room: RoomView) {
    guard let claims = worker.passGate.pass(exchange.head, room: room.id.view, now: worker.now) else {
      return exchange.refuse(
        Problem(.unauthorized, detail: "no good pass for this room; take a place at /waiting-room/\(room.id.text)"))
    }
    exchange.respond(
      status: 204, contentType: nil,
      headers: { headers in
        headers.field("Cache-Control", "no-store")
        headers.field("Usher-User", claims.user)
        headers.field("Usher-Room", claims.room)
        headers.field("Usher-Pass-Id", claims.id)
        headers.field("Usher-Network", worker.client(exchange).network.host)
      }, body: .empty)
  }
}
