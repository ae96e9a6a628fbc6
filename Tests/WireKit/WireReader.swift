public import HTTPWire
import Primitives

/// Plays a server's (or client's) side of a connection: bytes arrive in pieces and are kept until used.
public struct WireReader {
  public enum Kind: Equatable {
    case request
    case response(answering: HTTPMethod)
  }

  private enum Phase {
    case head
    case length(Int)
    case chunked(ChunkedDecoder)
    case untilClose
    case closed
  }

  private let kind: Kind
  private var phase = Phase.head
  private var requests: RequestParser
  private var responses: ResponseParser
  private let requestHead = RequestHead()
  private let responseHead = ResponseHead()
  public private(set) var outcome = Outcome()

  public init(_ kind: Kind, limits: HeadLimits = HeadLimits()) {
    self.kind = kind
    requests = RequestParser(limits: limits)
    responses = ResponseParser(limits: limits)
  }

  /// All at once.
  public static func read(_ bytes: [UInt8], _ kind: Kind, limits: HeadLimits = HeadLimits()) -> Outcome {
    read([bytes], kind, limits: limits)
  }

  public static func read(_ text: String, _ kind: Kind = .request) -> Outcome { read([UInt8](text.utf8), kind) }

  /// Piece by piece. What isn't consumed is given again, with the next piece behind it.
  public static func read(_ pieces: [[UInt8]], _ kind: Kind, limits: HeadLimits = HeadLimits()) -> Outcome {
    var reader = WireReader(kind, limits: limits)
    let buffer = ByteBuffer()
    for piece in pieces {
      buffer.append(piece)
      while reader.outcome.fault == nil {
        guard let consumed = reader.step(buffer.readable) else { break }
        buffer.consume(consumed)
      }
    }
    return reader.outcome
  }

  /// Takes one step; nil if more bytes are needed first.
  private mutating func step(_ unread: ByteView) -> Int? {
    switch phase {
    case .head: return readHead(unread)
    case .length(let left):
      guard !unread.isEmpty else { return nil }
      let count = min(left, unread.count)
      take(unread.slice(from: 0, to: count))
      if count == left { finish() } else { phase = .length(left - count) }
      return count
    case .chunked(var decoder):
      do throws(ChunkFault) {
        let step = try decoder.step(unread)
        phase = .chunked(decoder)
        switch step.event {
        case .data(let bytes): take(bytes)
        case .end: finish()
        case .needsMore: return step.consumed > 0 ? step.consumed : nil
        }
        return step.consumed
      } catch {
        outcome.fault = "chunk: \(error)"
        return nil
      }
    case .untilClose:
      guard !unread.isEmpty else { return nil }
      take(unread)
      return unread.count
    case .closed:
      guard !unread.isEmpty else { return nil }
      outcome.fault = "data after close"
      return nil
    }
  }

  private mutating func readHead(_ unread: ByteView) -> Int? {
    do throws(HeadFault) {
      switch kind {
      case .request:
        guard case .complete(let consumed) = try requests.parse(unread, into: requestHead) else { return nil }
        begin("\(requestHead.methodName.string) \(requestHead.target.string) \(requestHead.minorVersion)", requestHead)
        return consumed
      case .response(let method):
        let progress = try responses.parse(unread, answering: method, into: responseHead)
        guard case .complete(let consumed) = progress else { return nil }
        begin("\(responseHead.minorVersion) \(responseHead.status) \(responseHead.reason.string)", responseHead)
        return consumed
      }
    } catch {
      outcome.fault = "head: \(error.rawValue)"
      return nil
    }
  }

  private mutating func begin(_ start: String, _ head: MessageHead) {
    var headers: [String] = []
    head.forEach { headers.append("\($0.string)=\($1.string)") }
    outcome.messages.append(Outcome.Message(start: start, headers: headers))
    switch head.framing {
    case .none, .length(0): finish()
    case .length(let length): phase = .length(length)
    case .chunked: phase = .chunked(ChunkedDecoder())
    case .untilClose: phase = .untilClose
    }
  }

  private mutating func take(_ bytes: ByteView) {
    outcome.messages[outcome.messages.count - 1].body += bytes.array
  }

  private mutating func finish() {
    outcome.messages[outcome.messages.count - 1].isComplete = true
    let keepsAlive = kind == .request ? requestHead.keepAlive : responseHead.keepAlive
    let isInterim = kind != .request && responseHead.isInterim
    phase = keepsAlive || isInterim ? .head : .closed
  }
}
