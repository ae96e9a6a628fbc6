internal import CHiredis
internal import EventLoop
internal import Primitives

extension RedisClient {
  func connect() {
    state = .connecting
    let fresh: UnsafeMutablePointer<redisAsyncContext>? =
      switch options.endpoint {
      case .unix(let path): redisAsyncConnectUnix(path)
      case .tcp(let address): redisAsyncConnect(address.host, Int32(address.port))
      }
    guard let fresh else { preconditionFailure("out of memory") }
    context = fresh
    guard fresh.pointee.err == 0, watch(fresh) else {
      let reason = fresh.pointee.err == 0 ? "no poll for the descriptor" : String(cString: fresh.pointee.errstr)
      return reconnect(because: reason)
    }
    let deadline = loop.now + options.connectTimeout
    connectDeadline = deadline
    arm(at: deadline)
    greet()
  }

  /// Joins hiredis' wishes to the loop.
  private func watch(_ fresh: UnsafeMutablePointer<redisAsyncContext>) -> Bool {
    do throws(LoopError) {
      poll = try loop.poll(descriptor: fresh.pointee.c.fd) { [unowned self] events in ready(events) }
    } catch {
      return false
    }
    let me = Unmanaged.passUnretained(self).toOpaque()
    fresh.pointee.data = me
    fresh.pointee.c.reader.pointee.fn = ReplyStorage.functions
    fresh.pointee.c.reader.pointee.privdata = Unmanaged.passUnretained(reply).toOpaque()
    fresh.pointee.ev.data = me
    fresh.pointee.ev.addWrite = { client in
      let client = Unmanaged<RedisClient>.fromOpaque(client!).takeUnretainedValue()
      client.hasOutput = true
      client.loop.needsTurnEnd()
    }
    // The descriptor is closed next, and the poll must go before it.
    fresh.pointee.ev.cleanup = { client in
      Unmanaged<RedisClient>.fromOpaque(client!).takeUnretainedValue().contextIsGoing()
    }
    redisAsyncSetConnectCallback(fresh) { context, status in
      let client = Unmanaged<RedisClient>.fromOpaque(context!.pointee.data).takeUnretainedValue()
      if status == REDIS_OK { client.connected() } else { client.noteFault(context!) }
    }
    redisAsyncSetDisconnectCallback(fresh) { context, _ in
      Unmanaged<RedisClient>.fromOpaque(context!.pointee.data).takeUnretainedValue().noteFault(context!)
    }
    poll?.set(readable: true, writable: true)
    return true
  }

  /// What goes first over a new connection: the password and the scripts.
  private func greet() {
    if let password = options.password {
      send(words: 2) {
        $0.append("AUTH")
        $0.append(password)
      } then: { [unowned self] result in
        if case .failure(.server(let text)) = result { reconnect(because: text) }
      }
    }
    for script in scripts {
      send(words: 3) {
        $0.append("SCRIPT")
        $0.append("LOAD")
        $0.append(script.source)
      } then: { [unowned self] result in
        // An unloaded script is sent whole when it is called; one that Redis can't read is a programmer's fault, met then.
        if case .failure(.server(let text)) = result { lastFault = text }
      }
    }
  }

  private func connected() {
    state = .connected
    connectDeadline = nil
    reconnectDelay = options.reconnectMin
    statistics.connections += 1
    // hiredis can't bear to be freed by what a listener does here.
    isToAnnounce = true
  }

  private func noteFault(_ context: UnsafePointer<redisAsyncContext>) {
    // The inner context has it first; the outer one only when hiredis has done with the failure.
    guard context.pointee.c.err != 0 else { return }
    withUnsafePointer(to: context.pointee.c.errstr) { text in
      text.withMemoryRebound(to: CChar.self, capacity: 128) { lastFault = String(cString: $0) }
    }
  }

  /// hiredis is about to free its context.
  private func contextIsGoing() {
    poll?.close()
    poll = nil
    context = nil
  }

  private func ready(_ events: PollEvents) {
    guard let context else { return }
    isReading = true
    // Until the connection stands, writing is how hiredis finds out.
    if events.contains(.writable) { redisAsyncHandleWrite(context) }
    if events.contains(.readable), self.context != nil { redisAsyncHandleRead(context) }
    isReading = false
    afterHiredis()
  }

  /// hiredis was left: sees what became of the connection.
  private func afterHiredis() {
    if isToAnnounce {
      isToAnnounce = false
      if state == .connected { onConnectionChange?(true) }
    }
    if let reason = reconnectReason {
      reconnectReason = nil
      if context != nil { return reconnect(because: reason) }
    }
    if context == nil, state == .connecting || state == .connected { connectionLost() }
  }

  /// Writes what the turn has gathered.
  func flush() {
    answerRefused()
    guard hasOutput, let context else { return }
    hasOutput = false
    guard state == .connected else {
      poll?.set(readable: true, writable: true)
      return
    }
    isReading = true
    redisAsyncHandleWrite(context)
    isReading = false
    statistics.writes += 1
    // hiredis asks again if the socket took only a part.
    poll?.set(readable: true, writable: hasOutput)
    hasOutput = false
    afterHiredis()
  }

  /// Drops the connection and tries again after a pause.
  func reconnect(because reason: String) {
    guard state == .connecting || state == .connected else { return }
    lastFault = reason
    if isReading {
      reconnectReason = reason
      return
    }
    dropConnection()
    connectionLost()
  }

  /// Frees hiredis' context, if there is one and nobody is inside of it.
  func dropConnection() {
    guard let context else { return }
    if isReading {
      // Called from a reply's callback: hiredis frees it when that has returned.
      self.context = nil
      redisAsyncFree(context)
      return
    }
    redisAsyncFree(context)
    contextIsGoing()
  }

  private func connectionLost() {
    let wasConnected = state == .connected
    state = .waiting
    hasOutput = false
    connectDeadline = nil
    if wasConnected { statistics.connectionsLost += 1 }
    timerAt = nil
    arm(at: loop.now + reconnectDelay)
    reconnectDelay = min(reconnectDelay * 2, options.reconnectMax)
    failPending()
    if wasConnected { onConnectionChange?(false) }
  }

  func failPending() {
    var lost = pending
    pending = RingBuffer()
    sent.clear(keepingAtMost: 65_536)
    while let command = lost.popFirst() { command.handler?(.failure(.away(lastFault))) }
  }

  private func answerRefused() {
    guard !refused.isEmpty else { return }
    let waiting = refused
    refused.removeAll(keepingCapacity: true)
    for (handler, fault) in waiting { handler(.failure(fault)) }
  }

  /// Makes the one timer fire at `instant`, unless it does so earlier.
  func arm(at instant: MonotonicInstant) {
    if let timerAt, timerAt <= instant { return }
    timerAt = instant
    timer?.restart(after: instant - loop.now)
  }

  /// The one timer: connecting, pausing and the deadlines of commands.
  func tick() {
    timerAt = nil
    switch state {
    case .closed: return
    case .waiting: connect()
    case .connecting:
      if let connectDeadline, loop.now >= connectDeadline { return reconnect(because: "no connection in time") }
      expire()
    case .connected: expire()
    }
  }

  /// Tells commands whose time is up. A server that answers nothing for twice that time is given up.
  private func expire() {
    let now = loop.now
    if let first = pending.first, now >= first.deadline + options.commandTimeout {
      return reconnect(because: "no answer in time")
    }
    var expired: [Handler] = []
    var index = 0
    while index < pending.count, pending[index].deadline <= now {
      if let handler = pending[index].handler {
        pending[index].handler = nil
        expired.append(handler)
      }
      index += 1
    }
    var next = index < pending.count ? pending[index].deadline : nil
    if let first = pending.first, first.deadline <= now {
      next = min(next ?? first.deadline + options.commandTimeout, first.deadline + options.commandTimeout)
    }
    if let connectDeadline { next = min(next ?? connectDeadline, connectDeadline) }
    if let next { arm(at: next) }
    statistics.timeouts += expired.count
    for handler in expired { handler(.failure(.timeout)) }
  }
}
