import EventLoop
public import HTTPWire
public import Primitives

/// Answers that are written piece by piece.
extension Exchange {
  /// Writes the answer's head. `Content-Length`, `Transfer-Encoding` and `Connection` follow from `length` and are the
  /// server's business, and so is `Date` unless `addsDate` is false, for an answer that was dated elsewhere.
  public func startResponse(
    status: Int, length: ResponseLength, addsDate: Bool = true, headers: (HeaderWriter) -> Void = { _ in }
  ) {
    guard let connection = beginAnswer() else { return }
    let hasBody = ResponseWriter.hasBody(status: status, answering: head.method)
    let buffer = connection.outputBuffer()
    let writer = ResponseWriter.begin(status: status, in: buffer)
    if addsDate { writer.field("Date", connection.server.date) }
    switch length {
    case .none: output = .none
    case .known(let count):
      writer.field("Content-Length", count)
      output = .length(count)
    case .unknown where head.minorVersion == 0:
      // decideClosing has seen to it that the connection ends with an answer to HTTP/1.0.
      output = .untilClose
    case .unknown:
      writer.field("Transfer-Encoding", "chunked" as StaticString)
      output = .chunked
    }
    if !hasBody { output = .none }
    if closesAfter { writer.field("Connection", "close" as StaticString) }
    headers(writer)
    endHead(writer)
    connection.wroteOutput()
  }

  /// Writes a piece of the body. False: more than `responseBufferBytesMax` wait for the client; go on at `onDrain`. The
  /// bytes were taken all the same.
  @discardableResult
  public func write(_ bytes: ByteView) -> Bool {
    guard stage == .answering, let connection, connection.isOpen else { return false }
    guard !bytes.isEmpty else { return !connection.isFull }
    switch output {
    case .none: return true
    case .length(let left):
      precondition(bytes.count <= left, "more bytes than the answer's head announced")
      output = .length(left - bytes.count)
      connection.outputBuffer().append(bytes)
    case .chunked: ChunkedWriter.appendChunk(bytes, to: connection.outputBuffer())
    case .untilClose: connection.outputBuffer().append(bytes)
    }
    return connection.wroteOutput()
  }

  /// Bytes of this answer and those before that the kernel hasn't taken yet.
  public var unsentBytes: Int { isOpen ? connection?.outputBytes ?? 0 : 0 }

  /// Bounds what the kernel keeps for a client that reads slowly, for a stream that lives long.
  public func boundKernelBuffer(bytes: Int) { connection?.boundSendBuffer(bytes: bytes) }

  /// The answer is complete. One that has become shorter than announced is cut off by closing the connection.
  public func finish() {
    guard stage == .answering, let connection, connection.isOpen else { return }
    if case .length(let left) = output, left > 0 { return abort() }
    if output == .chunked {
      ChunkedWriter.appendEnd(to: connection.outputBuffer())
      connection.wroteOutput()
    }
    finishAnswer(connection)
  }

  /// Gives up: the connection is closed at once, so that the client sees that the answer isn't whole. `onAbort` isn't called.
  public func abort() {
    guard let connection, connection.isOpen else { return }
    onAbort = nil
    connection.close()
  }
}
