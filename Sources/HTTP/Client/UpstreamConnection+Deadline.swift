import EventLoop

extension UpstreamConnection {
  /// What a connection's one deadline is for.
  enum Deadline {
    case none
    /// Another call has to come.
    case idle
    /// The response's head has to be complete.
    case head
    /// The response's body has to go on.
    case body
    /// The server has to take something of the request.
    case write
  }

  /// A request whose body is still being written sets no deadline for the response: its sender may be slow, and has a
  /// deadline of its own.
  func settleDeadline() {
    guard deadline != .write else { return }
    switch phase {
    case .idle: setDeadline(.idle)
    case .head:
      if call?.isRequestWhole != true { return clearDeadline() }
      if deadline != .head { setDeadline(.head) }
    case .body: if awaitsBody { setDeadline(.body) } else { clearDeadline() }
    case .over: clearDeadline()
    }
  }

  /// The caller has written more of the request.
  func requestProgressed() { settleDeadline() }

  func writeBlocked() {
    guard isOpen, deadline != .write, call?.isRequestWhole == false else { return }
    setDeadline(.write)
  }

  private func setDeadline(_ wanted: Deadline) {
    deadline = wanted
    let limits = owner.limits
    let milliseconds: Int
    switch wanted {
    case .none: return clearDeadline()
    case .idle: milliseconds = limits.idleMilliseconds
    case .head: milliseconds = limits.responseHeadMilliseconds
    case .body: milliseconds = limits.bodyMilliseconds
    case .write:
      milliseconds = limits.bodyMilliseconds
      progressMark = outputBytes
    }
    owner.wheel.set(slot, afterMilliseconds: milliseconds)
  }

  private func clearDeadline() {
    guard deadline != .none else { return }
    deadline = .none
    owner.wheel.clear(slot)
  }

  func deadlineExpired() {
    guard isOpen else { return }
    let expired = deadline
    deadline = .none
    switch expired {
    case .none: break
    case .idle: close()
    case .head, .body: failCall(.timedOut)
    case .write:
      if outputBytes == 0 { return settleDeadline() }
      if outputBytes < progressMark { return setDeadline(.write) }
      failCall(.timedOut)
    }
  }
}
