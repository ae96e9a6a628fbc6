public import EventLoop
public import HTTPWire
public import Primitives

/// One client's connection: one request at a time, kept open between requests as a browser keeps it, made again when the
/// server has closed it. For load drivers, tests and command-line verbs. `close()` it when done.
public final class HTTPClientConnection {
  private let client: HTTPClient
  private let slot: Int
  private let source: NetworkAddress?
  private(set) var connection: UpstreamConnection?
  private var connector: Connector?
  private var call: UpstreamCall?
  private var body: ByteBuffer?
  private var head: ResponseHead?
  private var then: ((Result<HTTPClientResponse, UpstreamFault>) -> Void)?
  private var isClosed = false
  /// Connections made so far.
  public private(set) var connectionsOpened = 0

  init(client: HTTPClient, slot: Int, source: NetworkAddress?) {
    self.client = client
    self.slot = slot
    self.source = source
  }

  /// A request is under way.
  public var isBusy: Bool { then != nil }

  /// Sends a request and gathers the whole response. One at a time. `then` is called once, never from within this call, and
  /// may send the next request.
  public func request(
    _ method: HTTPMethod, target: ByteView, host: ByteView, headers: (HeaderWriter) -> Void = { _ in },
    body: [UInt8]? = nil, then: @escaping (Result<HTTPClientResponse, UpstreamFault>) -> Void
  ) {
    precondition(!isBusy, "one request at a time")
    precondition(!isClosed, "the connection is closed")
    self.then = then
    let form = body.map { UpstreamBody.bytes($0) } ?? .none
    let message = UpstreamMessage.make(
      loop, method, methodName: nil, target: target, host: host, body: form, headers)
    let call = UpstreamCall(owner: self, method: method, body: form, message: message, deadline: 0, delegate: self)
    self.call = call
    send(call)
  }

  /// Closes the connection; a request under way is forgotten without a word.
  public func close() {
    guard !isClosed else { return }
    isClosed = true
    then = nil
    connector?.cancel()
    connector = nil
    call?.cancel()
    call = nil
    releaseBody()
    connection?.close()
    if connection == nil { leave() }
  }

  private func leave() {
    client.wheel.clear(slot)
    client.clients.remove(at: slot)
  }

  private func send(_ call: UpstreamCall) {
    if let connection, connection.isReusable { return connection.start(call) }
    connection?.close()
    connection = nil
    do throws(LoopError) {
      connector = try loop.connect(
        to: client.endpoint, from: source, timeout: .milliseconds(limits.connectMilliseconds)
      ) { [unowned self] result in
        connector = nil
        connected(result, for: call)
      }
    } catch {
      // Never from within the caller's own call.
      loop.addTimer(after: .zero) { self.fail(call, .connect(.system(error))) }
    }
  }

  private func connected(_ result: Result<OpenSocket, ConnectFault>, for call: UpstreamCall) {
    switch result {
    case .failure(let fault): fail(call, .connect(fault))
    case .success(let socket):
      do throws(LoopError) {
        let connection = try UpstreamConnection(owner: self, slot: slot, socket: socket)
        self.connection = connection
        connectionsOpened += 1
        connection.start(call)
      } catch {
        fail(call, .connect(.system(error)))
      }
    }
  }

  private func fail(_ call: UpstreamCall, _ fault: UpstreamFault) {
    guard call.end() != nil else { return }
    end(.failure(fault))
  }

  private func end(_ result: Result<HTTPClientResponse, UpstreamFault>) {
    guard let then else { return }
    self.then = nil
    call = nil
    let body = self.body
    self.body = nil
    head = nil
    then(result)
    if let body { loop.buffers.give(body) }
  }

  private func releaseBody() {
    if let body { loop.buffers.give(body) }
    body = nil
    head = nil
  }
}

extension HTTPClientConnection: UpstreamOwner {
  public var loop: Loop { client.loop }
  var limits: UpstreamLimits { client.limits }
  var wheel: DeadlineWheel { client.wheel }

  func connectionReleased(_ connection: UpstreamConnection) { connection.settleDeadline() }

  func connectionClosed(_ connection: UpstreamConnection) {
    guard self.connection === connection else { return }
    self.connection = nil
    if isClosed { leave() } else { client.wheel.clear(slot) }
  }

  func streamBegan() -> Bool { true }

  func streamEnded() {}

  func callRetried(_ call: UpstreamCall) { if !isClosed { send(call) } }

  func callForgotten(_ call: UpstreamCall) {}

  func callFailed(_ fault: UpstreamFault) {}
}

extension HTTPClientConnection: UpstreamDelegate {
  public func upstreamHead(_ head: ResponseHead, _ call: UpstreamCall) {
    self.head = head
    body = loop.buffers.take()
  }

  public func upstreamBody(_ bytes: ByteView, _ call: UpstreamCall) -> Bool {
    guard let body else { return true }
    guard body.readableCount + bytes.count <= client.bodyBytesMax else {
      call.cancel()
      end(.failure(.bodyTooLarge))
      return false
    }
    body.append(bytes)
    return true
  }

  public func upstreamEnded(_ call: UpstreamCall) {
    guard let head, let body else { preconditionFailure("a response ends behind its head") }
    end(.success(HTTPClientResponse(head: head, body: body.readable)))
  }

  public func upstreamFailed(_ fault: UpstreamFault, _ call: UpstreamCall) { end(.failure(fault)) }
}
