public import EventLoop
import HTTPWire
import Primitives

/// An HTTP/1.1 server on one loop. Several loops serve one port by a server each, with `reusePort`.
public final class HTTPServer {
  public let loop: Loop
  public let limits: HTTPServerLimits
  public internal(set) var statistics = HTTPServerStatistics()
  /// Set by `drain`: connections end with the answer they are at, and none are kept.
  public private(set) var isDraining = false

  let handler: any HTTPHandler
  let dates = HTTPDateCache()
  private(set) var wheel: DeadlineWheel!
  var connections = SlotTable<HTTPServerConnection>()
  private var listeners: [Listener] = []
  private var exchanges: ContiguousArray<Exchange> = []
  private let requestPrefix = RequestID.makePrefix()
  private var requestCount: UInt64 = 0
  private var drainTimer: LoopTimer?
  private var onDrained: (() -> Void)?

  /// Exchanges kept for the next requests; one is in use for each request under way.
  private static let freeExchangesMax = 1_024
  /// Slots looked at for an idle connection when every place is taken.
  private static let evictionLooksMax = 256

  /// The server keeps the handler, and the loop keeps the server's connections and listeners until `close` or `drain`.
  public init(loop: Loop, limits: HTTPServerLimits = HTTPServerLimits(), handler: any HTTPHandler) {
    self.loop = loop
    self.limits = limits
    self.handler = handler
    wheel = DeadlineWheel(loop: loop) { [unowned self] slot in connections[slot]?.deadlineExpired() }
  }

  deinit { wheel.close() }

  /// Begins to listen; may be called for several endpoints. Returns the endpoint with its actual port.
  @discardableResult
  public func listen(on endpoint: Endpoint, reusePort: Bool = false) throws(LoopError) -> Endpoint {
    let listener = try Listener(loop: loop, endpoint: endpoint, reusePort: reusePort) { [unowned self] socket in
      accept(socket)
    }
    listeners.append(listener)
    return listener.endpoint
  }

  /// Open connections, idle ones included.
  public var connectionCount: Int { connections.count }

  /// Stops listening, closes idle connections, lets requests under way end, each with `Connection: close`; what is still
  /// open after `deadline` is aborted. `then` is called once nothing is open any more.
  public func drain(deadline: Duration, then: @escaping () -> Void) {
    isDraining = true
    stopListening()
    onDrained = then
    for connection in connections.all { connection.drain() }
    drainTimer = loop.addTimer(after: deadline) { [unowned self] in
      for connection in connections.all { connection.close() }
    }
    // Never from within this call: the caller may not be ready.
    loop.addTimer(after: .zero) { [weak self] in self?.checkDrained() }
  }

  /// Stops listening and aborts every connection.
  public func close() {
    isDraining = true
    stopListening()
    for connection in connections.all { connection.close() }
    wheel.close()
  }

  private func stopListening() {
    for listener in listeners { listener.close() }
    listeners.removeAll()
  }

  // MARK: Connections

  private func accept(_ socket: OpenSocket) {
    statistics.connectionsAccepted += 1
    var isRefused = false
    if connections.count >= limits.connectionsMax {
      if let idle = findIdle() {
        statistics.connectionsEvicted += 1
        idle.close()
      } else {
        statistics.connectionsRefused += 1
        isRefused = true
        guard connections.count < limits.connectionsMax + limits.refusalsMax else { return socket.close() }
      }
    }
    let slot = connections.reserveSlot()
    do throws(LoopError) {
      let connection = try HTTPServerConnection(server: self, slot: slot, socket: socket)
      connections.insert(connection, at: slot)
      if isRefused { connection.refuse(Problem(.overloaded)) } else { connection.begin() }
    } catch {
      // The descriptor is closed; nothing is lost but a client that the kernel had no memory for.
      connections.releaseSlot(slot)
      statistics.connectionsRefused += 1
    }
  }

  /// The one idle for longest among some that are looked at.
  private func findIdle() -> HTTPServerConnection? {
    connections.search(
      looksMax: HTTPServer.evictionLooksMax, fitting: { $0.isIdle }, isBetter: { $0.idleSince < $1.idleSince })
  }

  func connectionClosed(at slot: Int) {
    connections.remove(at: slot)
    wheel.clear(slot)
    if isDraining { checkDrained() }
  }

  private func checkDrained() {
    guard connections.count == 0, let then = onDrained else { return }
    onDrained = nil
    drainTimer?.cancel()
    drainTimer = nil
    then()
  }

  // MARK: Exchanges

  /// One that nobody holds any more, or a new one: whoever keeps an exchange that is over must not meet the next request.
  func takeExchange() -> Exchange {
    if var exchange = exchanges.popLast(), isKnownUniquelyReferenced(&exchange) { return exchange }
    return Exchange(loop: loop, limits: limits.head)
  }

  func giveExchange(_ exchange: Exchange) {
    if exchanges.count < HTTPServer.freeExchangesMax { exchanges.append(exchange) }
  }

  /// The 29 bytes of the `Date` header.
  var date: ByteView { dates.view(at: loop.wallNow) }

  func nextRequestID() -> RequestID {
    requestCount += 1
    return RequestID(prefix: requestPrefix, count: requestCount)
  }
}
