import EventLoop
import HTTPWire
public import Primitives

/// Getting the request's body. Without any of these calls an answer discards it.
extension Exchange {
  /// Gathers the whole body, at most `max` bytes, and gives it to `then`, at once if there is none.
  ///
  /// The view is valid until the exchange ends. After a fault answer with its `problem`, or what you like; the connection is
  /// closed then. `then` isn't called if the client goes away; `onAbort` is.
  public func collectBody(max: Int, _ then: @escaping (Result<ByteView, BodyFault>) -> Void) {
    guard isOpen, let connection else { return }
    precondition(body.mode == .undecided, "the body is spoken for")
    if connection.phase != .body { return then(.success(.empty)) }
    if case .length(let length) = head.framing, length > max {
      body.mode = .failed
      closesAfter = true
      return then(.failure(.tooLarge))
    }
    body.mode = .collecting
    body.bytesMax = max
    body.onCollected = then
    body.buffer = connection.loop.buffers.take()
    connection.bodyWanted(self)
  }

  /// Hands the body on as it comes.
  public func streamBody(to sink: any BodySink) {
    guard isOpen, let connection else { return }
    precondition(body.mode == .undecided, "the body is spoken for")
    if connection.phase != .body { return sink.bodyEnded() }
    body.mode = .streaming
    body.sink = sink
    connection.bodyWanted(self)
  }

  /// After the sink has returned false: it takes more.
  public func resumeBody() {
    guard body.isPaused, let connection else { return }
    body.isPaused = false
    connection.resumeProcessing()
  }

  /// True if the request has a body, of whatever length.
  public var hasBody: Bool {
    switch head.framing {
    case .none: false
    case .length(let length): length > 0
    case .chunked, .untilClose: true
    }
  }
}
