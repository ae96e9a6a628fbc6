import EventLoop
import HTTPWire
import Primitives

/// One client's connection: reads requests one at a time, in order, and writes their answers.
///
/// After each call into a handler, sink or closure the connection may be closed or the exchange over; state is looked at
/// again then.
final class HTTPServerConnection: Stream {
  /// What the bytes that come next belong to.
  enum Phase {
    /// A request's head; idle if nothing of it has come. Leads to `body` or `answer`, or to `ending` after a fault.
    case head
    /// The body of the request under way. Leads to `answer`, to `head` if the answer was first, or to `ending`.
    case body
    /// The next request; this one is complete and waits for its answer. Leads to `head` or `ending`.
    case answer
    /// Nobody: the last answer is on its way, or sent and the client is given time to read it.
    case ending
  }

  let server: HTTPServer
  let slot: Int
  var phase = Phase.head
  /// From the first byte of a head until both messages are over.
  var exchange: Exchange?
  /// What was received and nobody has taken yet.
  var input: ByteBuffer?
  var requestsServed = 0
  /// When the connection became idle, on the loop's coarse clock.
  var idleSince: UInt64 = 0
  var deadline = Deadline.none
  /// The progress a deadline is measured by, as it was when the deadline was set.
  var progressMark = 0
  var lingers = false
  var lingeredBytes = 0
  private var isProcessing = false

  init(server: HTTPServer, slot: Int, socket: OpenSocket) throws(SystemError) {
    self.server = server
    self.slot = slot
    try super.init(loop: server.loop, socket: socket)
    outputBytesMax = server.limits.responseBufferBytesMax
  }

  func begin() {
    startReading()
    settleDeadline()
  }

  /// Nothing is under way in either direction.
  var isIdle: Bool { isOpen && phase == .head && exchange == nil && outputBytes == 0 }

  func drain() {
    if isIdle {
      close()
    } else if phase == .head, exchange == nil {
      endConnection(lingering: false)
    }
  }

  // MARK: Input

  override func received(_ bytes: ByteView) {
    if let input {
      input.append(bytes)
      processInput(input)
    } else {
      let consumed = process(bytes)
      if isOpen, consumed < bytes.count { keep(bytes.slice(from: consumed)) }
    }
    settle()
  }

  private func keep(_ bytes: ByteView) {
    let buffer = loop.buffers.take()
    buffer.append(bytes)
    input = buffer
  }

  private func processInput(_ buffer: ByteBuffer) {
    let consumed = process(buffer.readable)
    // The ending connection has let go of its input.
    guard isOpen, input != nil else { return }
    buffer.consume(consumed)
    if buffer.isEmpty { releaseInput() }
  }

  func releaseInput() {
    guard let input else { return }
    self.input = nil
    loop.buffers.give(input)
  }

  /// Goes on with what was left over, when whatever it waited for has happened.
  func resumeProcessing() {
    guard isOpen, !isProcessing else { return }
    if let input { processInput(input) }
    settle()
  }

  /// Takes as many requests as can be taken now. Returns how many bytes are done with.
  private func process(_ bytes: ByteView) -> Int {
    isProcessing = true
    defer { isProcessing = false }
    var offset = 0
    while isOpen {
      let rest = bytes.slice(from: offset)
      switch phase {
      case .head:
        guard !rest.isEmpty, hasRoomForAnswer(), let consumed = takeHead(rest) else {
          if phase == .ending { continue }
          return offset
        }
        offset += consumed
      case .body:
        guard let exchange else { preconditionFailure("a body belongs to an exchange") }
        offset += takeBody(rest, of: exchange)
        if phase == .body { return offset }
      case .answer: return offset
      case .ending:
        discard(rest.count)
        return bytes.count
      }
    }
    return bytes.count
  }

  /// The next answer has to wait until the client has taken the ones before.
  private func hasRoomForAnswer() -> Bool {
    if isFull { flush() }
    return !isFull
  }

  /// Nil if the head isn't complete, or was refused.
  private func takeHead(_ bytes: ByteView) -> Int? {
    let exchange = self.exchange ?? beginExchange()
    do throws(HeadFault) {
      guard case .complete(let consumed) = try exchange.parser.parse(bytes, into: exchange.head) else { return nil }
      server.statistics.requests += 1
      exchange.begin(on: self, id: server.nextRequestID())
      phase = beginBody(of: exchange) ? .body : .answer
      server.handler.handle(exchange)
      return consumed
    } catch {
      server.statistics.requestsMalformed += 1
      refuse(Problem(error))
      return nil
    }
  }

  private func beginExchange() -> Exchange {
    let exchange = server.takeExchange()
    self.exchange = exchange
    return exchange
  }

  override func receivedEnd() {
    if phase == .answer { exchange?.onPeerEnd?() }
    if isOpen { settle() }
  }

  // MARK: Endings

  /// Brings reading and the deadline in line with the phase. Called whenever something may have changed.
  func settle() {
    guard isOpen else { return }
    if hasReceivedEnd { settleEnd() }
    guard isOpen else { return }
    settleReading()
    settleDeadline()
  }

  /// The client sends nothing more: what can't be completed any more ends here.
  private func settleEnd() {
    switch phase {
    case .head:
      // A head that was begun will not be completed; a whole one may still wait for room.
      if !isFull { endConnection(lingering: false) }
    case .body:
      if let exchange, exchange.body.isActive { failBody(of: exchange, .incomplete) }
    case .answer: break
    case .ending: if outputBytes == 0 { close() }
    }
  }

  private func settleReading() {
    let held = input?.readableCount ?? 0
    let wanted =
      switch phase {
      case .head: !isFull || held < server.limits.head.headBytesMax
      case .body: exchange?.body.isPaused != true && held < server.limits.bodyBufferBytesMax
      case .answer: held < server.limits.head.headBytesMax
      case .ending: true
      }
    if wanted { startReading() } else { stopReading() }
  }

  /// Answers with an error of the server's own, and closes.
  func refuse(_ problem: Problem) {
    let id = server.nextRequestID().description
    let document = loop.buffers.take()
    problem.append(requestID: id, to: document)
    let writer = ResponseWriter.begin(status: problem.status, in: outputBuffer())
    writer.field("Date", server.date)
    writer.field("Content-Type", Problem.contentType)
    writer.field("Content-Length", document.readableCount)
    writer.field("Connection", "close" as StaticString)
    ProblemHeaders.write(problem, to: writer)
    writer.endHead()
    writer.buffer.append(document.readable)
    loop.buffers.give(document)
    wroteOutput()
    endConnection(lingering: true)
    settle()
  }

  /// Shuts down when everything is sent. Lingering: the client may still be sending, and a closed socket would answer that
  /// with a reset, which can overtake our last answer.
  func endConnection(lingering: Bool) {
    guard isOpen, phase != .ending else { return }
    phase = .ending
    lingers = lingering && !hasReceivedEnd
    dropExchange()
    releaseInput()
    endOutput()
    settleDeadline()
  }

  private func discard(_ count: Int) {
    lingeredBytes += count
    if lingeredBytes > server.limits.lingerBytesMax { close() }
  }

  /// Ends what is under way. The handler is told if it still owes an answer.
  func dropExchange() {
    guard let exchange else { return }
    self.exchange = nil
    releaseBody(of: exchange)
    exchange.parser.reset()
    let aborted = exchange.detach()
    server.giveExchange(exchange)
    if let aborted {
      server.statistics.exchangesAborted += 1
      aborted()
    }
  }

  // MARK: Stream events

  override func drained() {
    if let exchange, exchange.stage == .answering { exchange.onDrain?() }
    resumeProcessing()
  }

  override func outputBlocked() {
    guard isOpen, deadline != .write else { return }
    setDeadline(.write)
  }

  override func outputEnded() {
    guard lingers, !hasReceivedEnd else { return close() }
    setDeadline(.linger)
    startReading()
  }

  override func closed() {
    dropExchange()
    releaseInput()
    server.connectionClosed(at: slot)
  }
}
