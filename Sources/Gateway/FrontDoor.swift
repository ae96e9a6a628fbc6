import Configuration
import EventLoop
import HTTP
import HTTPWire
import Pages
import Limits
import Primitives
import RoomLedger
import RoomStore
import Telemetry
import Tokens
import WaitingRoom

/// The public front door of one worker loop: every request of every visitor comes through `handle`.
///
/// Order: host → own addresses (room, keys, static files) → target → route → cross-site → identity → limits → origin.
/// What can be decided without a store is; a refusal for a missing or bad pass touches neither store nor origin.
final class FrontDoor: HTTPHandler {
  private let worker: Worker
  private let rooms: RoomService
  private let routes: RouteTable
  private let hosts: Set<[UInt8]>

  init(worker: Worker, routes: RouteTable) {
    self.worker = worker
    self.routes = routes
    rooms = RoomService(worker: worker)
    hosts = Set(worker.configuration.server.hosts.map { Array($0.lowercased().utf8) })
  }

  /// Open event streams.
  var streamCount: Int { rooms.streams.streams.count }

  /// Ends the streams, which never end by themselves.
  func drain() { rooms.streams.drain() }

  func handle(_ exchange: Exchange) {
    let head = exchange.head
    worker.metrics.count(.requests)
    guard isKnown(head.host) else {
      return exchange.refuse(Problem(.unknownHost, detail: "no site of that name is served here"))
    }
    if let crossOrigin = worker.crossOrigin { exchange.extraFields = crossOrigin.fields(for: head) }
    if CrossOrigin.isPreflight(head) { return answerPreflight(exchange) }
    let path = head.path
    if path.hasPrefix(RoomService.prefix) { return rooms.handle(exchange) }
    if path.hasPrefix(PageAssets.prefix) { return serveAsset(exchange) }
    if path.equals("/.well-known/jwks.json") { return serveKeys(exchange) }
    if let fault = TargetCheck.fault(in: path) { return exchange.refuse(Problem(fault)) }
    switch routes.match(method: head.method, path: path) {
    case .route(let route): enter(exchange, route)
    case .unknown: exchange.refuse(Problem(.notFound, detail: "there is nothing at this address"))
    case .methodNotAllowed(let allow):
      exchange.refuse(Problem(.methodNotAllowed, detail: "this address takes \(allow)")) { $0.field("Allow", allow) }
    }
  }

  /// Answered here, whatever the address: no origin behind the gateway can give a leave that the configuration doesn't.
  private func answerPreflight(_ exchange: Exchange) {
    guard let leave = worker.crossOrigin?.preflight(exchange.head) else {
      worker.metrics.count(.crossSite)
      return exchange.refuse(Problem(.crossSite, detail: "pages of this origin may not call here"))
    }
    exchange.extraFields = leave
    exchange.respond(status: 204, body: .empty)
  }

  private func isKnown(_ host: ByteView) -> Bool {
    if hosts.isEmpty { return true }
    return hosts.contains(host.buffer.map(\.asciiLowercased))
  }

  private func enter(_ exchange: Exchange, _ route: Route) {
    if worker.isCrossSite(exchange.head) { return exchange.refuse(Problem(.crossSite)) }
    switch route.access {
    case .open:
      let claims =
        worker.isInformed ? worker.passGate.anyPass(exchange.head, preferredRoom: nil, now: worker.now) : nil
      pass(exchange, route, claims)
    case _ where !worker.isInformed: exchange.refuse(worker.notInformed())
    case .ticket(let origin): checkTicket(exchange, route, origin)
    case .pass(let origin): checkPass(exchange, route, origin)
    }
  }

  private func checkPass(_ exchange: Exchange, _ route: Route, _ origin: RoomOrigin) {
    let head = exchange.head
    if case .pass = origin {
      let preferred = QueryItems(head.query).raw("room")
      guard let claims = worker.passGate.anyPass(head, preferredRoom: preferred, now: worker.now),
        let room = RoomID(claims.room), route.isFor(room)
      else { return WaitingRoomRequired(worker: worker).refuse(exchange, nil) }
      return pass(exchange, route, claims)
    }
    guard let room = origin.room(head), route.isFor(room) else {
      return WaitingRoomRequired(worker: worker).refuse(exchange, nil)
    }
    guard let claims = worker.passGate.pass(head, room: room.view, now: worker.now) else {
      return WaitingRoomRequired(worker: worker).refuse(exchange, worker.directory[room])
    }
    pass(exchange, route, claims)
  }

  /// For what only people in the line (or past it) may ask: a ticket that opens is enough, and its place isn't asked for.
  private func checkTicket(_ exchange: Exchange, _ route: Route, _ origin: RoomOrigin) {
    let head = exchange.head
    guard let room = origin.room(head), route.isFor(room), let view = worker.directory[room] else {
      return exchange.refuse(Problem(.unknownRoom, detail: "there is no waiting room of that name"))
    }
    if let claims = worker.passGate.pass(head, room: room.view, now: worker.now) {
      return pass(exchange, route, claims)
    }
    guard let found = worker.credentials.ticket(head, room: room.view),
      (try? worker.tickets.open(
        found.text, room: room.view, now: worker.now, lifetimeSeconds: view.settings.ticketLifetimeSeconds)) != nil
    else {
      return exchange.refuse(Problem(.ticketRequired, detail: "this is for people in the line: take a place first"))
    }
    pass(exchange, route, nil)
  }

  /// The request is let through to the origin, within its limits.
  private func pass(_ exchange: Exchange, _ route: Route, _ claims: PassClaims?) {
    let caller = LimitCaller(
      network: worker.client(exchange), user: claims?.user, passID: claims?.id, room: claims?.room)
    let checks = worker.limits.checks(exchange.head, caller)
    guard !checks.isEmpty else {
      return ProxyCall(worker: worker, exchange: exchange, route: route, claims: claims).start()
    }
    worker.store.takeLimits(checks) { result in
      guard exchange.isOpen else { return }
      switch result {
      case .failure:
        self.worker.metrics.count(.storeAway)
        exchange.refuse(
          Problem(.queueUnavailable, detail: "the limits can't be asked just now; try again", retryAfterSeconds: 2))
      case .success(let verdict):
        if verdict.isRefused { return LimitRefusal.refuse(exchange, verdict, checks) }
        ProxyCall(worker: self.worker, exchange: exchange, route: route, claims: claims).start()
      }
    }
  }

  private func serveAsset(_ exchange: Exchange) {
    guard exchange.head.method == .get || exchange.head.method == .head else {
      return exchange.refuse(Problem(.methodNotAllowed)) { $0.field("Allow", "GET, HEAD") }
    }
    guard let asset = PageAssets.lookup(exchange.head.path.string) else {
      return exchange.refuse(Problem(.notFound, detail: "there is no file of that name"))
    }
    let isKnown = exchange.head.first("if-none-match").map { $0.string.contains(asset.etag) } ?? false
    exchange.respond(
      status: isKnown ? 304 : 200, contentType: asset.contentType,
      headers: { headers in
        headers.field("Cache-Control", PageAssets.cacheControl)
        headers.field("ETag", asset.etag)
        headers.field("X-Content-Type-Options", "nosniff")
      }, body: isKnown ? .empty : asset.bytes)
  }

  private func serveKeys(_ exchange: Exchange) {
    guard exchange.head.method == .get || exchange.head.method == .head else {
      return exchange.refuse(Problem(.methodNotAllowed)) { $0.field("Allow", "GET, HEAD") }
    }
    exchange.respond(
      status: 200, contentType: "application/jwk-set+json",
      headers: { $0.field("Cache-Control", "public, max-age=300") }, body: worker.keySet.readable)
  }
}
