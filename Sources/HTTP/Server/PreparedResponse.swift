import EventLoop
public import HTTPWire
public import Primitives

/// A response whose bytes are made once and sent many times: the cheapest answer there is.
///
/// Only the date and the request's id are put in when it is sent. Safe to share between loops.
public final class PreparedResponse: Sendable {
  public let status: Int
  /// The whole response for a connection that stays, and for one that is closed after it.
  let kept: Variant
  let closed: Variant
  /// A body too large to be copied for each answer follows the head by reference.
  let largeBody: SharedBytes?

  /// Plain pointers, owned by the response: choosing one on the hot path counts no references.
  struct Variant: @unchecked Sendable {  // Written once, before anybody else sees it.
    let bytes: UnsafeMutableBufferPointer<UInt8>
    let headCount: Int
    /// Where the request's id goes.
    let idPlaces: UnsafeMutableBufferPointer<Int>

    init(_ bytes: ByteView, headCount: Int, idPlaces: [Int]) {
      self.bytes = .allocate(capacity: bytes.count)
      _ = self.bytes.update(fromContentsOf: bytes.buffer)
      self.headCount = headCount
      self.idPlaces = .allocate(capacity: idPlaces.count)
      _ = self.idPlaces.update(fromContentsOf: idPlaces)
    }

    func deallocate() {
      bytes.deallocate()
      idPlaces.deallocate()
    }
  }

  deinit {
    kept.deallocate()
    closed.deallocate()
  }

  /// Where the date's 29 characters are, in either variant.
  let datePlace: Int
  /// Bodies above this are sent by reference and get no request id.
  public static let copiedBytesMax = 16_384

  /// `Date`, `Content-Length` and `Connection` are added; `headers` writes all others but `Content-Type`. Wherever the body
  /// has `RequestID.placeholder`, the request's id is sent.
  public init(
    status: Int, contentType: StaticString?, headers: (HeaderWriter) -> Void = { _ in }, body: ByteView = .empty
  ) {
    precondition(status >= 200)
    self.status = status
    let hasBody = ResponseWriter.hasBody(status: status, answering: .get)
    precondition(hasBody || body.isEmpty, "this status has no body")
    largeBody = body.count > PreparedResponse.copiedBytesMax ? SharedBytes(body) : nil
    var datePlace = 0
    func variant(closing: Bool, largeBody: SharedBytes?) -> Variant {
      let buffer = ByteBuffer(capacity: 512 + body.count)
      let writer = ResponseWriter.begin(status: status, in: buffer)
      datePlace = buffer.readableCount + "Date: ".utf8.count
      writer.field("Date", "Thu, 01 Jan 1970 00:00:00 GMT" as StaticString)
      if let contentType { writer.field("Content-Type", contentType) }
      if hasBody { writer.field("Content-Length", body.count) }
      if closing { writer.field("Connection", "close" as StaticString) }
      headers(writer)
      writer.endHead()
      let headCount = buffer.readableCount
      if largeBody == nil { buffer.append(body) }
      let places = largeBody == nil ? PreparedResponse.places(of: RequestID.placeholder, in: buffer.readable) : []
      return Variant(buffer.readable, headCount: headCount, idPlaces: places)
    }
    kept = variant(closing: false, largeBody: largeBody)
    closed = variant(closing: true, largeBody: largeBody)
    self.datePlace = datePlace
  }

  /// A refusal as a problem document, with `Retry-After` if the problem has it, and `Cache-Control: no-store`.
  public convenience init(_ problem: Problem, headers: (HeaderWriter) -> Void = { _ in }) {
    let document = ByteBuffer(capacity: 512)
    problem.append(requestID: ByteView(RequestID.placeholder), to: document)
    self.init(
      status: problem.status, contentType: Problem.contentType,
      headers: { writer in
        ProblemHeaders.write(problem, to: writer)
        headers(writer)
      }, body: document.readable)
  }

  private static func places(of needle: StaticString, in bytes: ByteView) -> [Int] {
    var places: [Int] = []
    var index = 0
    while index + needle.utf8CodeUnitCount <= bytes.count {
      if bytes.slice(from: index).hasPrefix(needle) {
        places.append(index)
        index += needle.utf8CodeUnitCount
      } else {
        index += 1
      }
    }
    return places
  }
}

/// The headers that every problem document carries.
enum ProblemHeaders {
  static func write(_ problem: Problem, to writer: HeaderWriter) {
    writer.field("Cache-Control", "no-store" as StaticString)
    if let seconds = problem.retryAfterSeconds { writer.field("Retry-After", seconds) }
  }
}
