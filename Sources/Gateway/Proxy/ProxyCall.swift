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

/// One request on its way through: forwarded to its origin and answered, both bodies streamed with what is buffered
/// bounded on either side. Lives from `start` until the exchange is over; owned by the upstream call meanwhile.
final class ProxyCall: UpstreamDelegate, BodySink {
  private let worker: Worker
  private let exchange: Exchange
  private let route: Route
  /// The good pass that the request came with, if it did.
  private let claims: PassClaims?
  private var call: UpstreamCall?
  private let startedAt: MonotonicInstant

  init(worker: Worker, exchange: Exchange, route: Route, claims: PassClaims?) {
    self.worker = worker
    self.exchange = exchange
    self.route = route
    self.claims = claims
    startedAt = worker.loop.now
  }

  func start() {
    let head = exchange.head
    let identity = claims.map { OriginRequestWriter.Identity(user: $0.user, room: $0.room, passID: $0.id) } ?? .init()
    worker.metrics.count(.proxied)
    let body = ProxyCall.body(head.framing)
    // The exchange lets go of its closures when it ends, which it does in any case: no cycle outlives it. (A weak reference
    // would make each count of the call a slow one.)
    exchange.onAbort = { self.call?.cancel() }
    let writer = worker.originRequests
    do throws(UpstreamFault) {
      call = try worker.origins[route.originIndex].request(
        head.method, methodName: head.methodName, target: writer.target(of: head),
        host: head.first("host") ?? ByteView("usher"), body: body,
        headers: { headers in
          writer.writeFields(
            head, identity: identity, client: worker.client(exchange), now: worker.now, to: headers.buffer)
        }, delegate: self)
    } catch {
      fail(error)
    }
  }

  private static func body(_ framing: MessageFraming) -> UpstreamBody {
    switch framing {
    case .length(let count) where count > 0: .known(count)
    case .chunked: .unknown
    default: .none
    }
  }

  // MARK: The origin's side

  func upstreamReady(_ call: UpstreamCall) {
    guard exchange.isOpen, exchange.hasBody else { return }
    exchange.streamBody(to: self)
  }

  func upstreamDrained(_ call: UpstreamCall) { exchange.resumeBody() }

  func upstreamHead(_ head: ResponseHead, _ call: UpstreamCall) {
    guard exchange.isOpen else { return call.cancel() }
    worker.metrics.proxied.observe(worker.loop.now - startedAt)
    obey(head)
    exchange.onDrain = { call.resume() }
    exchange.startResponse(
      status: head.status, length: ProxyCall.length(head), addsDate: !head.has("date"),
      headers: { headers in
        OriginResponseWriter.write(
          head, isPrivate: self.isPrivate, isOwn: self.isPrivate || self.exchange.extraFields != nil, to: headers)
      })
  }

  private static func length(_ head: ResponseHead) -> ResponseLength {
    switch head.framing {
    case .length(let count): .known(count)
    case .none: .none
    default: .unknown
    }
  }

  /// What was let through by a pass is one visitor's: no shared cache may keep it.
  private var isPrivate: Bool {
    if case .pass = route.access { return true }
    return false
  }

  func upstreamBody(_ bytes: ByteView, _ call: UpstreamCall) -> Bool { exchange.write(bytes) }

  func upstreamEnded(_ call: UpstreamCall) { exchange.finish() }

  func upstreamFailed(_ fault: UpstreamFault, _ call: UpstreamCall) { fail(fault) }

  private func fail(_ fault: UpstreamFault) {
    let problem = fault.problem
    worker.metrics.count(problem.code == .originTimeout ? .originTimeout : .originAway)
    guard exchange.isOpen else { return }
    // Too late for another status: what came is cut off, so that nobody takes it for whole.
    if exchange.hasBegunResponse { return exchange.abort() }
    exchange.refuse(problem)
  }

  // MARK: The visitor's side

  func bodyReceived(_ bytes: ByteView) -> Bool { call?.write(bytes) ?? true }

  func bodyEnded() { call?.finishBody() }

  func bodyFailed(_ fault: BodyFault) {
    call?.cancel()
    guard exchange.isOpen, !exchange.hasBegunResponse else { return }
    exchange.refuse(fault.problem)
  }

  // MARK: Commands

  /// A trusted origin says what is to become of the pass.
  private func obey(_ head: ResponseHead) {
    guard route.isOriginTrusted, let claims, let text = head.first("usher-command") else { return }
    guard let command = PassCommand(text), let room = RoomID(claims.room) else { return }
    worker.passCommands.carryOut(command, passID: claims.id, room: room, actor: nil) { [worker] result in
      if case .failure = result { worker.metrics.count(.ledgerAway) }
    }
  }
}
