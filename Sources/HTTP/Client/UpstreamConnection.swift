import EventLoop
import HTTPWire
import Primitives

/// One connection to an upstream server: at most one call at a time.
///
/// After each call into a delegate the call may be over and the connection closed; state is looked at again then.
final class UpstreamConnection: Stream {
  /// What the bytes that come next belong to.
  enum Phase {
    /// Nothing may come. Leads to `head` with a call.
    case idle
    /// The response's head, or an interim one. Leads to `body`, or back to `idle`.
    case head
    /// Leads to `idle` if everything ended cleanly.
    case body
    /// Nobody; the connection is being closed.
    case over
  }

  let owner: any UpstreamOwner
  let slot: Int
  let head = ResponseHead()
  var phase = Phase.idle
  var call: UpstreamCall?
  var deadline = Deadline.none
  var progressMark = 0
  private var parser: ResponseParser
  private var decoder = ChunkedDecoder()
  private var left = 0
  private var input: ByteBuffer?
  private var isPaused = false
  private var isProcessing = false
  private var hasResponseBytes = false
  private var interimCount = 0
  private(set) var requestsSent = 0
  /// Its response is an event stream, which the owner counts.
  private(set) var isStream = false

  init(owner: any UpstreamOwner, slot: Int, socket: OpenSocket) throws(SystemError) {
    self.owner = owner
    self.slot = slot
    parser = ResponseParser(limits: owner.limits.head)
    try super.init(loop: owner.loop, socket: socket)
    outputBytesMax = owner.limits.requestBufferBytesMax
    startReading()
  }

  /// May take another call.
  var isReusable: Bool {
    isOpen && phase == .idle && !hasReceivedEnd && requestsSent < owner.limits.requestsPerConnectionMax
  }

  /// Sends the call's message. The connection is idle.
  func start(_ call: UpstreamCall) {
    precondition(phase == .idle && self.call == nil, "one call at a time")
    self.call = call
    call.stage = .active(self)
    phase = .head
    hasResponseBytes = false
    interimCount = 0
    let isFresh = requestsSent == 0
    requestsSent += 1
    if let message = call.message { write(message.readable) }
    // A server that closes a new connection without an answer would do so again.
    if isFresh || !call.mayBeRetried { call.releaseMessage() }
    settleDeadline()
    call.delegate?.upstreamReady(call)
  }

  /// The caller has cancelled: what is under way on the connection can't be told from the next response.
  func abandon() {
    call = nil
    phase = .over
    close()
  }

  func resume() {
    guard isPaused else { return }
    isPaused = false
    guard isOpen, !isProcessing else { return }
    if let input { processInput(input) }
    settle()
  }

  // MARK: Input

  override func received(_ bytes: ByteView) {
    guard call != nil else { return close() }
    hasResponseBytes = true
    if let input {
      input.append(bytes)
      processInput(input)
    } else {
      let consumed = process(bytes)
      if isOpen, consumed < bytes.count {
        let buffer = loop.buffers.take()
        buffer.append(bytes.slice(from: consumed))
        input = buffer
      }
    }
    settle()
  }

  private func processInput(_ buffer: ByteBuffer) {
    let consumed = process(buffer.readable)
    guard isOpen, input != nil else { return }
    buffer.consume(consumed)
    if buffer.isEmpty { releaseInput() }
  }

  private func releaseInput() {
    guard let input else { return }
    self.input = nil
    loop.buffers.give(input)
  }

  private func process(_ bytes: ByteView) -> Int {
    isProcessing = true
    defer { isProcessing = false }
    var offset = 0
    while isOpen, let call, !isPaused, offset < bytes.count {
      let rest = bytes.slice(from: offset)
      switch phase {
      case .head:
        guard let consumed = takeHead(rest, of: call) else { return offset }
        offset += consumed
      case .body: offset += takeBody(rest, of: call)
      case .idle, .over: return bytes.count
      }
    }
    return offset
  }

  /// Nil if the head isn't complete, or was refused.
  private func takeHead(_ bytes: ByteView, of call: UpstreamCall) -> Int? {
    do throws(HeadFault) {
      guard case .complete(let consumed) = try parser.parse(bytes, answering: call.method, into: head) else {
        return nil
      }
      call.releaseMessage()
      if head.isInterim {
        interimCount += 1
        if interimCount > owner.limits.interimResponsesMax { failCall(.tooManyInterimResponses) }
        return consumed
      }
      phase = .body
      left = 0
      guard beginStream() else {
        failCall(.overloaded)
        return nil
      }
      if case .length(let length) = head.framing { left = length }
      if head.framing == .chunked { decoder = ChunkedDecoder() }
      call.delegate?.upstreamHead(head, call)
      let isBodyless = head.framing == .none || head.framing == .length(0)
      if isBodyless, self.call === call { endResponse(of: call, behind: bytes.count - consumed) }
      return consumed
    } catch {
      failCall(.malformedHead(error))
      return nil
    }
  }

  /// False if the response is an event stream too many.
  private func beginStream() -> Bool {
    guard let type = head.first("content-type"), MediaType.matches(type, "text/event-stream") else { return true }
    isStream = owner.streamBegan()
    return isStream
  }

  private func endStream() {
    guard isStream else { return }
    isStream = false
    owner.streamEnded()
  }

  private func takeBody(_ bytes: ByteView, of call: UpstreamCall) -> Int {
    switch head.framing {
    case .none, .untilClose:
      deliver(bytes, to: call)
      return bytes.count
    case .length:
      let count = min(left, bytes.count)
      left -= count
      deliver(bytes.slice(from: 0, to: count), to: call)
      if left == 0, self.call === call { endResponse(of: call, behind: bytes.count - count) }
      return count
    case .chunked:
      do throws(ChunkFault) {
        let step = try decoder.step(bytes)
        switch step.event {
        case .data(let piece): deliver(piece, to: call)
        case .needsMore: break
        case .end: endResponse(of: call, behind: bytes.count - step.consumed)
        }
        return step.consumed
      } catch {
        failCall(.malformedBody(error))
        return bytes.count
      }
    }
  }

  private func deliver(_ piece: ByteView, to call: UpstreamCall) {
    guard let delegate = call.delegate else { return }
    let takesMore = delegate.upstreamBody(piece, call)
    if !takesMore, self.call === call { isPaused = true }
  }

  // MARK: Endings

  /// The response is complete and `behind` bytes came after it.
  private func endResponse(of call: UpstreamCall, behind: Int) {
    // A stream's connection came on top of the bound, and goes with it.
    let isClean =
      !isStream && head.keepAlive && call.isRequestWhole && outputBytes == 0 && behind == 0 && !hasReceivedEnd
    self.call = nil
    isPaused = false
    phase = isClean ? .idle : .over
    if isReusable { owner.connectionReleased(self) } else { close() }
    call.end()?.upstreamEnded(call)
  }

  /// Ends the call without a whole response, and the connection with it.
  func failCall(_ fault: UpstreamFault) {
    let call = self.call
    self.call = nil
    phase = .over
    close()
    guard let call, let delegate = call.end() else { return }
    owner.callFailed(fault)
    delegate.upstreamFailed(fault, call)
  }

  /// The server has closed or reset the connection.
  private func lost() {
    guard let call, !hasResponseBytes, call.mayBeRetried else { return failCall(.closed) }
    self.call = nil
    phase = .over
    close()
    call.isRetry = true
    call.stage = .waiting
    owner.callRetried(call)
  }

  /// Brings reading and the deadline in line with the phase.
  func settle() {
    guard isOpen else { return }
    if hasReceivedEnd, !isPaused { settleEnd() }
    guard isOpen else { return }
    if isPaused { stopReading() } else { startReading() }
    settleDeadline()
  }

  private func settleEnd() {
    if phase == .body, head.framing == .untilClose, let call { return endResponse(of: call, behind: 0) }
    lost()
  }

  /// True while a piece of the response may come and is awaited.
  var awaitsBody: Bool { phase == .body && !isPaused }

  // MARK: Stream events

  override func receivedEnd() { settle() }

  override func drained() {
    if let call { call.delegate?.upstreamDrained(call) }
  }

  override func outputBlocked() { writeBlocked() }

  override func failed(_ error: SystemError) { lost() }

  override func closed() {
    if call != nil { failCall(.closed) }
    endStream()
    releaseInput()
    owner.connectionClosed(self)
  }
}
