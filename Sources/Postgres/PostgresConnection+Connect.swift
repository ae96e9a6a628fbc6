internal import CPostgres
internal import EventLoop

extension PostgresConnection {
  /// Begins to connect, with the host `first` of the servers' list first. The owner hears of the end, in a later turn.
  func connect(startingAt first: Int) {
    let keywords = options.servers.keywords(startingAt: first, applicationName: options.applicationName)
    raw = PostgresConnection.start(keywords)
    connectTimer = loop.addTimer(after: options.connectTimeout) { [unowned self] in
      fail("no answer within \(options.connectTimeout)")
    }
    guard let raw, PQstatus(raw) != CONNECTION_BAD else {
      let message = self.message
      // In a later turn, so that the owner is done with making the connection.
      connectTimer?.cancel()
      connectTimer = loop.addTimer(after: .zero) { [unowned self] in fail(message) }
      return
    }
    watch(readable: false, writable: true) { [unowned self] in continueConnecting() }
  }

  private static func start(_ keywords: [(keyword: String, value: String)]) -> OpaquePointer? {
    // libpq copies the strings.
    let strings = keywords.flatMap { [$0.keyword, $0.value] }.map { text in
      let bytes = UnsafeMutablePointer<CChar>.allocate(capacity: text.utf8.count + 1)
      for (index, byte) in text.utf8.enumerated() { bytes[index] = CChar(bitPattern: byte) }
      bytes[text.utf8.count] = 0
      return bytes
    }
    defer { for string in strings { string.deallocate() } }
    var names: [UnsafePointer<CChar>?] = stride(from: 0, to: strings.count, by: 2).map { UnsafePointer(strings[$0]) }
    var values: [UnsafePointer<CChar>?] = stride(from: 1, to: strings.count, by: 2).map { UnsafePointer(strings[$0]) }
    names.append(nil)
    values.append(nil)
    return PQconnectStartParams(names, values, 0)
  }

  /// A new poll each time: libpq closes its socket and opens another when it goes on to the next address.
  private func watch(readable: Bool, writable: Bool, _ body: @escaping () -> Void) {
    poll?.close()
    poll = nil
    guard let raw else { return }
    do {
      let poll = try loop.poll(descriptor: PQsocket(raw)) { _ in body() }
      poll.set(readable: readable, writable: writable)
      self.poll = poll
    } catch {
      fail("\(error)")
    }
  }

  private func continueConnecting() {
    guard phase == .connecting, let raw else { return }
    // Before the call that may close the socket.
    poll?.close()
    poll = nil
    switch PQconnectPoll(raw) {
    case PGRES_POLLING_READING: watch(readable: true, writable: false) { [unowned self] in continueConnecting() }
    case PGRES_POLLING_WRITING: watch(readable: false, writable: true) { [unowned self] in continueConnecting() }
    case PGRES_POLLING_OK: connected(raw)
    default: fail(message)
    }
  }

  private func connected(_ raw: OpaquePointer) {
    guard PQsetnonblocking(raw, 1) == 0, PQenterPipelineMode(raw) == 1 else {
      fail(message)
      return
    }
    PQsetErrorVerbosity(raw, PQERRORS_DEFAULT)
    watchNotices(raw)
    phase = .preparing
    watch(readable: true, writable: false) { [unowned self] in descriptorIsReady() }
    guard options.preparedAtStart.isEmpty else {
      prepareAtStart(options.preparedAtStart)
      return
    }
    becomeReady()
  }

  func becomeReady() {
    guard phase == .preparing else { return }
    phase = .ready
    connectTimer?.cancel()
    connectTimer = nil
    owner?.connectionIsReady(self)
  }
}
