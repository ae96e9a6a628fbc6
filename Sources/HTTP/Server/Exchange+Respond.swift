public import EventLoop
public import HTTPWire
public import Primitives

/// Whole answers. `Date`, `Content-Length` and `Connection` are the server's business; `headers` writes the others. An
/// answer to HEAD goes out without its body. Nothing happens if the exchange isn't open or is answered already.
extension Exchange {
  /// Sends a prepared answer: a copy of bytes.
  public func respond(_ response: PreparedResponse) {
    guard let connection = beginAnswer() else { return }
    let variant = closesAfter ? response.closed : response.kept
    let isHead = head.method == .head
    let count = isHead ? variant.headCount : variant.bytes.count
    let buffer = connection.outputBuffer()
    let extra = extraFields?.count ?? 0
    let memory = buffer.reserve(count + extra).baseAddress!.assumingMemoryBound(to: UInt8.self)
    if let extraFields {
      let head = variant.headCount - 2
      memory.update(from: variant.bytes.baseAddress!, count: head)
      (memory + head).update(from: extraFields, count: extra)
      (memory + head + extra).update(from: variant.bytes.baseAddress! + head, count: count - head)
    } else {
      memory.update(from: variant.bytes.baseAddress!, count: count)
    }
    (memory + response.datePlace).update(from: connection.server.date.base, count: 29)
    if !isHead {
      for place in variant.idPlaces { id.write(to: memory + place + extra) }
    }
    buffer.commit(count + extra)
    if let large = response.largeBody, !isHead { connection.write(shared: large) }
    connection.wroteOutput()
    finishAnswer(connection)
  }

  /// Sends an answer made for this request.
  public func respond(
    status: Int, contentType: StaticString? = nil, headers: (HeaderWriter) -> Void = { _ in }, body: ByteView = .empty
  ) {
    guard let connection = beginAnswer() else { return }
    let buffer = beginHead(connection, status: status, contentType: contentType, bodyCount: body.count, headers)
    if ResponseWriter.hasBody(status: status, answering: head.method) { buffer.append(body) }
    connection.wroteOutput()
    finishAnswer(connection)
  }

  /// Sends an answer whose body `writing` appends, such as a JSON document.
  public func respond(
    status: Int, contentType: StaticString, headers: (HeaderWriter) -> Void = { _ in },
    writing: (ByteBuffer) -> Void
  ) {
    guard isOpen, let connection else { return }
    let scratch = connection.loop.buffers.take()
    writing(scratch)
    respond(status: status, contentType: contentType, headers: headers, body: scratch.readable)
    connection.loop.buffers.give(scratch)
  }

  /// Sends an answer whose body is shared between many and not copied.
  public func respond(
    status: Int, contentType: StaticString, headers: (HeaderWriter) -> Void = { _ in }, shared body: SharedBytes
  ) {
    guard let connection = beginAnswer() else { return }
    _ = beginHead(connection, status: status, contentType: contentType, bodyCount: body.count, headers)
    if ResponseWriter.hasBody(status: status, answering: head.method) { connection.write(shared: body) }
    connection.wroteOutput()
    finishAnswer(connection)
  }

  /// Sends a refusal as a problem document, never to be stored.
  public func respond(_ problem: Problem, headers: (HeaderWriter) -> Void = { _ in }) {
    guard isOpen else { return }
    let id = requestID
    respond(
      status: problem.status, contentType: Problem.contentType,
      headers: { writer in
        ProblemHeaders.write(problem, to: writer)
        headers(writer)
      }, writing: { problem.append(requestID: id, to: $0) })
  }

  /// The one gate to every answer.
  func beginAnswer() -> HTTPServerConnection? {
    guard stage == .pending, let connection, connection.isOpen else { return nil }
    stage = .answering
    connection.decideClosing(self)
    return connection
  }

  func finishAnswer(_ connection: HTTPServerConnection) {
    stage = .finished
    connection.answerFinished(self)
  }

  private func beginHead(
    _ connection: HTTPServerConnection, status: Int, contentType: StaticString?, bodyCount: Int,
    _ headers: (HeaderWriter) -> Void
  ) -> ByteBuffer {
    let buffer = connection.outputBuffer()
    let writer = ResponseWriter.begin(status: status, in: buffer)
    writer.field("Date", connection.server.date)
    if let contentType { writer.field("Content-Type", contentType) }
    if ResponseWriter.hasBody(status: status, answering: .get) { writer.field("Content-Length", bodyCount) }
    if closesAfter { writer.field("Connection", "close" as StaticString) }
    headers(writer)
    endHead(writer)
    return buffer
  }

  /// The last header lines, and the empty one.
  func endHead(_ writer: HeaderWriter) {
    if let extraFields { writer.buffer.append(extraFields) }
    writer.endHead()
  }
}
