public import EventLoop
public import HTTPWire
public import Primitives

/// One request and its answer.
///
/// Given to the handler when the head is complete. The handler may keep it and answer in a later callback; once it is
/// answered, or the client is gone, `isOpen` is false and everything else does nothing. Views into the head and the body
/// are valid until then. Loop-confined; used again for later requests when nobody holds it any more.
public final class Exchange {
  /// The loop that all of this lives on.
  public let loop: Loop
  /// The request's head.
  public let head = RequestHead()
  /// The other end of the connection; the client itself only where no proxy stands in front.
  public internal(set) var peer = NetworkAddress.unix
  /// Called when a write had returned false and the client has taken everything.
  public var onDrain: (() -> Void)?
  /// Called if the client is gone before the answer is complete. `isOpen` is false by then.
  public var onAbort: (() -> Void)?
  /// Called if the client has shut down its side while the answer is awaited. It may have gone away (most often), or still
  /// wait for the answer; without a closure the answer is sent.
  public var onPeerEnd: (() -> Void)?
  /// Whole header lines, each with its end, that the answer gets whoever writes it. Set before it begins.
  public var extraFields: [UInt8]?
  /// For the handler's own use; let go when the exchange ends.
  public var context: AnyObject?

  var parser: RequestParser
  var stage = Stage.unused
  var id = RequestID(prefix: 0, count: 0)
  var body = RequestBody()
  /// The connection is closed after this exchange.
  var closesAfter = false
  var output = OutputForm.none
  /// Valid while `stage` is pending or answering: the connection detaches itself before it goes.
  unowned(unsafe) var connection: HTTPServerConnection?
  private let idText: UnsafeMutablePointer<UInt8>
  private var hasIDText = false

  /// How far the answer has got.
  enum Stage {
    /// Between two requests, or the head isn't complete.
    case unused
    /// With the handler; leads to `answering`, or to `finished` in one step.
    case pending
    /// The answer's head is written.
    case answering
    /// The answer is complete; the request's body may not be.
    case finished
  }

  /// How the answer's body goes out.
  enum OutputForm: Equatable {
    /// Nothing is sent: HEAD, 204, 304.
    case none
    /// So many bytes are still to be written.
    case length(Int)
    case chunked
    case untilClose
  }

  init(loop: Loop, limits: HeadLimits) {
    self.loop = loop
    parser = RequestParser(limits: limits)
    idText = .allocate(capacity: RequestID.digits)
  }

  deinit { idText.deallocate() }

  /// True until the answer is complete or the client is gone.
  public var isOpen: Bool {
    guard let connection, connection.isOpen else { return false }
    return stage == .pending || stage == .answering
  }

  /// True once the answer has begun: too late for another status.
  public var hasBegunResponse: Bool { stage == .answering || stage == .finished }

  /// Names this request in answers and logs: 24 characters, valid until the exchange ends.
  public var requestID: ByteView {
    if !hasIDText {
      id.write(to: idText)
      hasIDText = true
    }
    return ByteView(idText, count: RequestID.digits)
  }

  func begin(on connection: HTTPServerConnection, id: RequestID) {
    self.connection = connection
    self.id = id
    hasIDText = false
    peer = connection.peer
    stage = .pending
  }

  /// Lets go of everything; returns the closure to call if the answer was cut short.
  func detach() -> (() -> Void)? {
    let aborted = stage == .pending || stage == .answering ? onAbort : nil
    stage = .unused
    connection = nil
    closesAfter = false
    output = .none
    if onDrain != nil { onDrain = nil }
    if onAbort != nil { onAbort = nil }
    if onPeerEnd != nil { onPeerEnd = nil }
    if context != nil { context = nil }
    if extraFields != nil { extraFields = nil }
    return aborted
  }
}
