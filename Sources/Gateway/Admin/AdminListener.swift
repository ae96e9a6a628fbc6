import EventLoop
import HTTP
import HTTPWire
import Primitives
import WaitingRoom

/// The operators' door: health and readiness for anybody, metrics and the room API for who has a token. Lives on the
/// gateway's main loop, so that a busy front door doesn't make the levers slow.
final class AdminListener: HTTPHandler {
  private let access: AdminGuard
  private let rooms: RoomAdministration
  private let readiness: () -> Bool
  private let collectMetrics: (@escaping (ByteView) -> Void) -> Void

  init(
    access: AdminGuard, rooms: RoomAdministration, readiness: @escaping () -> Bool,
    collectMetrics: @escaping (@escaping (ByteView) -> Void) -> Void
  ) {
    self.access = access
    self.rooms = rooms
    self.readiness = readiness
    self.collectMetrics = collectMetrics
  }

  func handle(_ exchange: Exchange) {
    let path = exchange.head.path
    if path.equals("/healthz") { return plain(exchange, 200, "ok\n") }
    if path.equals("/readyz") {
      return readiness() ? plain(exchange, 200, "ready\n") : plain(exchange, 503, "not ready\n")
    }
    switch access.check(exchange.head) {
    case .refused(let problem):
      exchange.refuse(problem) { headers in
        if problem.status == 401 { headers.field("WWW-Authenticate", "Bearer realm=\"usher\"") }
      }
    case .operatorNamed(let name): route(exchange, path, operator: name)
    }
  }

  private func route(_ exchange: Exchange, _ path: ByteView, operator name: String) {
    if let fault = TargetCheck.fault(in: path) { return exchange.refuse(Problem(fault)) }
    if path.equals("/metrics") { return showMetrics(exchange) }
    if path.equals("/api/audit") { return rooms.showAudit(exchange) }
    if path.equals("/api/rooms") { return rooms.list(exchange) }
    guard path.hasPrefix("/api/rooms/") else { return unknown(exchange) }
    let rest = path.slice(from: 11)
    let parts = rest.string.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard let room = RoomID(parts[0]) else {
      return exchange.refuse(Problem(.unknownRoom, detail: "there is no room of that name"))
    }
    switch (parts.count, exchange.head.method) {
    case (1, .get), (1, .head): rooms.show(exchange, room)
    case (1, .patch): rooms.patch(exchange, room, operator: name)
    case (2, .get) where parts[1] == "stats": rooms.show(exchange, room)
    case (2, .post):
      guard let action = RoomAction(rawValue: parts[1]) else { return unknown(exchange) }
      rooms.act(action, exchange, room, operator: name)
    case (4, .post) where parts[1] == "passes":
      guard let command = PassCommand(rawValue: parts[3]) else { return unknown(exchange) }
      rooms.command(command, passID: parts[2], exchange, room, operator: name)
    default: unknown(exchange)
    }
  }

  private func unknown(_ exchange: Exchange) {
    exchange.refuse(Problem(.notFound, detail: "the admin API has no such address or method"))
  }

  private func showMetrics(_ exchange: Exchange) {
    collectMetrics { text in
      guard exchange.isOpen else { return }
      exchange.respond(
        status: 200, contentType: "text/plain; version=0.0.4; charset=utf-8",
        headers: { $0.field("Cache-Control", "no-store") }, body: text)
    }
  }

  private func plain(_ exchange: Exchange, _ status: Int, _ text: StaticString) {
    exchange.respond(
      status: status, contentType: "text/plain; charset=utf-8", headers: { $0.field("Cache-Control", "no-store") },
      body: ByteView(text))
  }
}
