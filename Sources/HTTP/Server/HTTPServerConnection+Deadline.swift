import EventLoop
import HTTPWire

extension HTTPServerConnection {
  /// What a connection's one deadline is for.
  enum Deadline {
    case none
    /// The next request has to begin.
    case idle
    /// The head has to be complete.
    case head
    /// The body has to make progress.
    case body
    /// The handler has to answer.
    case answer
    /// The client has to take something of what was written.
    case write
    /// The client has to be done reading the last answer.
    case linger
  }

  /// Sets what the phase asks for. A blocked write comes first; when that is over, this is called again.
  func settleDeadline() {
    guard deadline != .write, deadline != .linger else { return }
    switch phase {
    case .head where exchange == nil:
      idleSince = loop.nowMilliseconds
      setDeadline(.idle)
    case .head: if deadline != .head { setDeadline(.head) }
    case .body:
      if exchange?.body.isActive == true {
        if deadline != .body { setDeadline(.body) }
      } else {
        awaitAnswer()
      }
    case .answer: awaitAnswer()
    case .ending: clearDeadline()
    }
  }

  /// An answer that has begun may take as long as its client goes on reading.
  private func awaitAnswer() {
    if exchange?.stage != .pending { return clearDeadline() }
    if deadline != .answer { setDeadline(.answer) }
  }

  func setDeadline(_ wanted: Deadline) {
    deadline = wanted
    let limits = server.limits
    let seconds: Int
    switch wanted {
    case .none: return clearDeadline()
    case .idle: seconds = limits.idleSeconds
    case .head: seconds = limits.headSeconds
    case .body:
      seconds = limits.bodySeconds
      progressMark = exchange?.body.received ?? 0
    case .answer: seconds = limits.answerSeconds
    case .write:
      seconds = limits.writeSeconds
      progressMark = outputBytes
    case .linger: seconds = limits.lingerSeconds
    }
    server.wheel.set(slot, afterMilliseconds: seconds * 1_000)
  }

  private func clearDeadline() {
    guard deadline != .none else { return }
    deadline = .none
    server.wheel.clear(slot)
  }

  func deadlineExpired() {
    guard isOpen else { return }
    let expired = deadline
    deadline = .none
    switch expired {
    case .none: break
    case .idle, .linger: close()
    case .head:
      server.statistics.requestsTimedOut += 1
      refuse(Problem(.requestTimeout))
    case .body: bodyExpired()
    case .answer: answerExpired()
    case .write: writeExpired()
    }
  }

  /// The client needn't wait for what doesn't come; the handler is told that it is too late.
  private func answerExpired() {
    guard let exchange, exchange.stage == .pending else { return settle() }
    server.statistics.answersTimedOut += 1
    let onAbort = exchange.onAbort
    exchange.onAbort = nil
    exchange.respond(Problem(.overloaded))
    onAbort?()
  }

  private func bodyExpired() {
    guard let exchange, exchange.body.isActive else { return settle() }
    let wanted = server.limits.bodyBytesPerSecondMin * server.limits.bodySeconds
    if exchange.body.received - progressMark >= wanted { return setDeadline(.body) }
    server.statistics.requestsTimedOut += 1
    failBody(of: exchange, .timedOut)
    settle()
  }

  /// Output shrinks only if the client takes it, and producers add to it only until it is full.
  private func writeExpired() {
    if outputBytes == 0 { return settle() }
    if outputBytes < progressMark { return setDeadline(.write) }
    server.statistics.writesTimedOut += 1
    close()
  }
}
