import Primitives

/// Reads request heads, strictly after RFC 9112 and RFC 9110: what two readers could understand in two ways is refused.
///
/// Call `parse` with everything that is unread since the message's beginning, and the same head, until it is complete; then
/// drop what it consumed. Bytes may come in any pieces: the result is the same. After a fault the parser is not to be used
/// before `reset`. Cost: one look at each byte, no allocation (for a head that fits the memory its `RequestHead` has).
public struct RequestParser {
  public let limits: HeadLimits
  private var cursor = HeadCursor()
  private var semantics = FieldSemantics()
  private var hasRequestLine = false
  private var hasSkippedEmptyLine = false
  private let lines = FieldLines()

  public init(limits: HeadLimits = HeadLimits()) { self.limits = limits }

  /// Forgets a message that was begun.
  public mutating func reset() {
    cursor = HeadCursor()
    semantics = FieldSemantics()
    hasRequestLine = false
    hasSkippedEmptyLine = false
  }

  public mutating func parse(_ unread: ByteView, into head: RequestHead) throws(HeadFault) -> HeadProgress {
    // Looking no further than the limit makes the result independent of how the bytes arrived.
    let bytes = unread.slice(from: 0, to: min(unread.count, limits.headBytesMax))
    guard cursor.mayContinue(bytes, limits), try readLines(bytes, into: head) else {
      guard unread.count <= limits.headBytesMax else { throw .headTooLarge }
      return .incomplete
    }
    let consumed = cursor.next
    head.adopt(bytes.slice(from: 0, to: consumed))
    try RequestRules.apply(semantics, to: head)
    reset()
    return .complete(consumed: consumed)
  }

  /// False if the bytes ran out before the empty line.
  private mutating func readLines(_ bytes: ByteView, into head: RequestHead) throws(HeadFault) -> Bool {
    if !hasRequestLine {
      guard try skipEmptyLine(bytes) else { return false }
      var line = RequestLine(bytes, from: cursor.next, limits: limits)
      guard try line.read(into: head) else { return false }
      cursor.next = line.index
      hasRequestLine = true
      head.clearFields()
    }
    while true {
      switch try lines.readLine(bytes, &cursor, into: head, &semantics, limits) {
      case .field: continue
      case .end: return true
      case .incomplete: return false
      }
    }
  }

  /// One empty line before the request is passed over (RFC 9112 §2.2: some clients send one after a body). False if the bytes
  /// ran out.
  private mutating func skipEmptyLine(_ bytes: ByteView) throws(HeadFault) -> Bool {
    guard cursor.next < bytes.count else { return false }
    guard bytes.base[cursor.next] == 0x0D, !hasSkippedEmptyLine else { return true }
    guard try LineEnd.passes(bytes.base, cursor.next, bytes.count, otherwise: .invalidMethod) else { return false }
    cursor.next += 2
    hasSkippedEmptyLine = true
    return cursor.next < bytes.count
  }
}
