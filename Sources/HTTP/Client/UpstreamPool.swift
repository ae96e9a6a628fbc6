public import EventLoop
public import HTTPWire
public import Primitives

/// Connections to one server, kept and used again, for the requests of one loop.
///
/// A connection is used again only if the request was written whole, the response has ended cleanly and nothing lay behind
/// it. A request without a body and with a safe method is sent once more if a kept connection turns out to have been closed
/// before any byte of the response. Requests that find no connection wait in order, bounded in number and time.
public final class UpstreamPool {
  public let loop: Loop
  public let endpoint: Endpoint
  public let limits: UpstreamLimits
  public internal(set) var statistics = UpstreamStatistics()

  private(set) var wheel: DeadlineWheel
  private var connections = SlotTable<UpstreamConnection>()
  /// The most recently used one is taken first, so that what isn't needed grows old.
  private var idle: [UpstreamConnection] = []
  private var connectors: [Int: Connector] = [:]
  private var connectorCount = 0
  /// Connections that carry an event stream.
  public private(set) var streamCount = 0
  private var waiting = RingBuffer<UpstreamCall>()
  private var forgottenCount = 0
  private var waitTimer: LoopTimer?
  private var hook: TurnEndHook?
  private var isClosed = false

  /// `close()` it before its loop is closed.
  public init(loop: Loop, endpoint: Endpoint, limits: UpstreamLimits = UpstreamLimits()) {
    self.loop = loop
    self.endpoint = endpoint
    self.limits = limits
    let slots = SlotReference()
    wheel = DeadlineWheel(loop: loop) { slots.pool?.connections[$0]?.deadlineExpired() }
    slots.pool = self
    hook = loop.atTurnEnd { [unowned self] in if !waiting.isEmpty { dispatch() } }
  }

  /// Breaks the circle between the wheel and its owner.
  private final class SlotReference {
    weak var pool: UpstreamPool?
  }

  deinit {
    hook?.cancel()
    waitTimer?.cancel()
    wheel.close()
  }

  /// Sends a request when a connection is there.
  ///
  /// `headers` writes what isn't `Host`, `Content-Length`, `Transfer-Encoding` or `Connection`. Target and host are the
  /// caller's word: they come from a parsed head or from the program itself. The delegate is held until its last event.
  @discardableResult
  public func request(
    _ method: HTTPMethod, methodName: ByteView? = nil, target: ByteView, host: ByteView, body: UpstreamBody = .none,
    headers: (HeaderWriter) -> Void = { _ in }, delegate: any UpstreamDelegate
  ) throws(UpstreamFault) -> UpstreamCall {
    if isClosed { throw .poolClosed }
    let free = idle.count + max(0, limits.connectionsMax - countedConnections)
    guard waiting.count - forgottenCount < limits.waitersMax + free else {
      statistics.overloaded += 1
      throw .overloaded
    }
    let message = UpstreamMessage.make(
      loop, method, methodName: methodName, target: target, host: host, body: body, headers)
    let call = UpstreamCall(
      owner: self, method: method, body: body, message: message,
      deadline: loop.nowMilliseconds + UInt64(limits.waitMilliseconds), delegate: delegate)
    statistics.requests += 1
    waiting.append(call)
    loop.needsTurnEnd()
    return call
  }

  /// Open connections, idle ones included.
  public var connectionCount: Int { connections.count }
  public var idleCount: Int { idle.count }
  /// Requests that wait for a connection.
  public var waitingCount: Int { waiting.count - forgottenCount }

  /// Those that `connectionsMax` bounds.
  private var countedConnections: Int { connections.count + connectors.count - streamCount }

  /// Ends every call with `poolClosed` and closes every connection.
  public func close() {
    guard !isClosed else { return }
    isClosed = true
    hook?.cancel()
    waitTimer?.cancel()
    for connector in connectors.values { connector.cancel() }
    connectors.removeAll()
    while let call = waiting.popFirst() { fail(call, .poolClosed) }
    for connection in connections.all { connection.failCall(.poolClosed) }
    idle.removeAll()
    wheel.close()
  }

  // MARK: Waiting

  /// Gives connections to those who wait, and opens more for the others.
  private func dispatch() {
    while let call = waiting.first {
      guard call.isOpen else {
        _ = waiting.popFirst()
        forgottenCount -= 1
        continue
      }
      guard let connection = idle.popLast() else { break }
      guard connection.isReusable else { continue }
      _ = waiting.popFirst()
      connection.start(call)
    }
    var wanted = waiting.count - forgottenCount - connectors.count
    while wanted > 0, !isClosed, countedConnections < limits.connectionsMax {
      wanted -= 1
      connect()
    }
    armWaitTimer()
  }

  private func armWaitTimer() {
    guard let call = waiting.first, !isClosed, waitTimer?.isArmed != true else { return }
    let now = loop.nowMilliseconds
    let delay = Duration.milliseconds(call.deadline > now ? Int64(call.deadline - now) : 0)
    if let waitTimer {
      waitTimer.restart(after: delay)
    } else {
      waitTimer = loop.addTimer(after: delay) { [unowned self] in expireWaiting() }
    }
  }

  /// All wait equally long, so the first to come is the first to give up. A retried
  /// call stands in front with a new time.
  private func expireWaiting() {
    let now = loop.nowMilliseconds
    while let call = waiting.first, call.deadline <= now || !call.isOpen {
      _ = waiting.popFirst()
      guard call.isOpen else {
        forgottenCount -= 1
        continue
      }
      statistics.overloaded += 1
      fail(call, .overloaded)
    }
    armWaitTimer()
  }

  private func fail(_ call: UpstreamCall, _ fault: UpstreamFault) {
    guard let delegate = call.end() else { return }
    statistics.failed += 1
    delegate.upstreamFailed(fault, call)
  }

  // MARK: Connecting

  private func connect() {
    connectorCount += 1
    let id = connectorCount
    do throws(LoopError) {
      connectors[id] = try loop.connect(to: endpoint, timeout: .milliseconds(limits.connectMilliseconds)) {
        [unowned self] result in
        connectors[id] = nil
        connected(result)
      }
    } catch {
      connectFailed(.system(error))
    }
  }

  private func connected(_ result: Result<OpenSocket, ConnectFault>) {
    switch result {
    case .failure(let fault): connectFailed(fault)
    case .success(let socket):
      let slot = connections.reserveSlot()
      do throws(LoopError) {
        let connection = try UpstreamConnection(owner: self, slot: slot, socket: socket)
        connections.insert(connection, at: slot)
        statistics.connectionsOpened += 1
        connectionReleased(connection)
      } catch {
        connections.releaseSlot(slot)
        connectFailed(.system(error))
      }
    }
  }

  /// One attempt was made for one of those who wait; the first of them bears its failure.
  private func connectFailed(_ fault: ConnectFault) {
    statistics.connectsFailed += 1
    while let call = waiting.popFirst() {
      if call.isOpen { return fail(call, .connect(fault)) }
      forgottenCount -= 1
    }
  }
}

extension UpstreamPool: UpstreamOwner {
  func connectionReleased(_ connection: UpstreamConnection) {
    idle.append(connection)
    connection.settleDeadline()
    if !waiting.isEmpty { loop.needsTurnEnd() }
  }

  func connectionClosed(_ connection: UpstreamConnection) {
    if let place = idle.firstIndex(where: { $0 === connection }) { idle.remove(at: place) }
    wheel.clear(connection.slot)
    connections.remove(at: connection.slot)
    if !waiting.isEmpty { loop.needsTurnEnd() }
  }

  func streamBegan() -> Bool {
    guard streamCount < limits.streamsMax else {
      statistics.overloaded += 1
      return false
    }
    streamCount += 1
    if !waiting.isEmpty { loop.needsTurnEnd() }
    return true
  }

  func streamEnded() { streamCount -= 1 }

  func callRetried(_ call: UpstreamCall) {
    statistics.retries += 1
    // What the server did to this connection it has probably done to the others that were unused.
    for connection in idle { connection.close() }
    idle.removeAll()
    if isClosed { return fail(call, .poolClosed) }
    call.deadline = loop.nowMilliseconds + UInt64(limits.waitMilliseconds)
    waiting.prepend(call)
    loop.needsTurnEnd()
  }

  /// The call stays in the queue until it is first; when most of the queue are such, the queue is made anew.
  func callForgotten(_ call: UpstreamCall) {
    forgottenCount += 1
    guard forgottenCount > 64, forgottenCount > waiting.count / 2 else { return }
    var rest = RingBuffer<UpstreamCall>()
    while let call = waiting.popFirst() { if call.isOpen { rest.append(call) } }
    waiting = rest
    forgottenCount = 0
  }

  func callFailed(_ fault: UpstreamFault) {
    statistics.failed += 1
    if fault == .timedOut { statistics.timedOut += 1 }
  }
}
