import EventLoop
public import HTTPWire
public import Primitives

/// One request to an upstream server, from `UpstreamPool.request` to its end. Loop-confined.
public final class UpstreamCall {
  /// How far the call has got.
  enum Stage {
    /// In the pool's queue; leads to `active`.
    case waiting
    /// On a connection; leads to `ended`, or once back to `waiting` if the server had closed that connection.
    case active(UpstreamConnection)
    case ended
  }

  public let method: HTTPMethod
  /// The response's body is over, or will not come.
  public var isOpen: Bool {
    if case .ended = stage { return false }
    return true
  }

  let body: UpstreamBody
  /// When waiting is over, on the loop's coarse clock.
  var deadline: UInt64
  var stage = Stage.waiting
  var delegate: (any UpstreamDelegate)?
  var isRetry = false
  /// Head, and body if it is at hand; kept until no retry is possible any more.
  private(set) var message: ByteBuffer?
  /// Bytes of a body of known length that are still to be written.
  private var left: Int
  var isRequestWhole: Bool
  private let owner: any UpstreamOwner

  init(
    owner: any UpstreamOwner, method: HTTPMethod, body: UpstreamBody, message: ByteBuffer, deadline: UInt64,
    delegate: any UpstreamDelegate
  ) {
    self.owner = owner
    self.method = method
    self.body = body
    self.message = message
    self.deadline = deadline
    self.delegate = delegate
    if case .known(let count) = body { left = count } else { left = 0 }
    isRequestWhole = !body.isStreamed
  }

  /// Only what changes nothing is asked twice without the caller's knowledge.
  var mayBeRetried: Bool { body == .none && method.isSafe && !isRetry && message != nil }

  func releaseMessage() {
    guard let message else { return }
    self.message = nil
    owner.loop.buffers.give(message)
  }

  /// Writes a piece of the request's body, after `upstreamReady`. False: more than `requestBufferBytesMax` wait for the
  /// server; go on at `upstreamDrained`. The bytes were taken all the same.
  @discardableResult
  public func write(_ bytes: ByteView) -> Bool {
    guard case .active(let connection) = stage, connection.isOpen, !isRequestWhole else { return false }
    guard !bytes.isEmpty else { return !connection.isFull }
    if body == .unknown {
      ChunkedWriter.appendChunk(bytes, to: connection.outputBuffer())
    } else {
      precondition(bytes.count <= left, "more bytes than the request's head announced")
      left -= bytes.count
      connection.outputBuffer().append(bytes)
    }
    connection.requestProgressed()
    return connection.wroteOutput()
  }

  /// The request's body is complete. One that has become shorter than announced ends the call as cancelled.
  public func finishBody() {
    guard case .active(let connection) = stage, connection.isOpen, !isRequestWhole else { return }
    if left > 0 { return cancel() }
    isRequestWhole = true
    if body == .unknown {
      ChunkedWriter.appendEnd(to: connection.outputBuffer())
      connection.wroteOutput()
    }
    connection.requestProgressed()
  }

  /// After `upstreamBody` has returned false: more may come.
  public func resume() {
    if case .active(let connection) = stage { connection.resume() }
  }

  /// Nobody wants the response any more: no further event, and the connection, if any, is closed.
  public func cancel() {
    let former = stage
    guard end() != nil else { return }
    switch former {
    case .active(let connection): connection.abandon()
    case .waiting: owner.callForgotten(self)
    case .ended: break
    }
  }

  /// Ends the call once; gives the delegate for the last event.
  func end() -> (any UpstreamDelegate)? {
    guard let delegate else { return nil }
    self.delegate = nil
    stage = .ended
    releaseMessage()
    return delegate
  }
}
