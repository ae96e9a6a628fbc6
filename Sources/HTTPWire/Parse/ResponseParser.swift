import Primitives

/// Reads response heads as strictly as `RequestParser` reads requests: what an origin sends must not let the next response on
/// its connection be taken for part of this one, or the other way round.
///
/// Interim responses (1xx) are given as complete heads without a body; parse on for the final one. After a fault close the
/// connection.
public struct ResponseParser {
  public let limits: HeadLimits
  private var cursor = HeadCursor()
  private var semantics = FieldSemantics()
  private var hasStatusLine = false
  private let lines = FieldLines()

  public init(limits: HeadLimits = HeadLimits()) { self.limits = limits }

  public mutating func reset() {
    cursor = HeadCursor()
    semantics = FieldSemantics()
    hasStatusLine = false
  }

  /// As `RequestParser.parse`; `answering` is the method of the request, because an answer to HEAD has no body.
  public mutating func parse(
    _ unread: ByteView, answering method: HTTPMethod, into head: ResponseHead
  ) throws(HeadFault) -> HeadProgress {
    let bytes = unread.slice(from: 0, to: min(unread.count, limits.headBytesMax))
    guard cursor.mayContinue(bytes, limits), try readLines(bytes, into: head) else {
      guard unread.count <= limits.headBytesMax else { throw .headTooLarge }
      return .incomplete
    }
    let consumed = cursor.next
    head.adopt(bytes.slice(from: 0, to: consumed))
    head.common.pointee.framing = try framing(of: head, answering: method)
    head.common.pointee.keepAlive = semantics.keepAlive(minorVersion: head.minorVersion) && head.framing != .untilClose
    reset()
    return .complete(consumed: consumed)
  }

  private mutating func readLines(_ bytes: ByteView, into head: ResponseHead) throws(HeadFault) -> Bool {
    if !hasStatusLine {
      guard try readStatusLine(bytes, into: head) else { return false }
      hasStatusLine = true
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

  /// RFC 9112 §4. The space behind the status may be missing where there is no reason: many servers forget it, and nothing
  /// can be hidden there.
  private mutating func readStatusLine(_ bytes: ByteView, into head: ResponseHead) throws(HeadFault) -> Bool {
    let base = bytes.base
    let end = bytes.count
    var index = cursor.next
    guard let minorVersion = try VersionText.read(base, &index, end) else { return false }
    guard index < end else { return false }
    guard base[index] == 0x20 else { throw base[index] == 0x0A ? .bareLineFeed : .invalidVersion }
    var status = 0
    for _ in 0..<3 {
      index += 1
      guard index < end else { return false }
      guard base[index].isASCIIDigit else { throw .invalidStatus }
      status = status * 10 + Int(base[index] - 0x30)
    }
    index += 1
    guard (100...599).contains(status) else { throw .invalidStatus }
    guard index < end else { return false }
    let hasReason = base[index] == 0x20
    if hasReason { index += 1 }
    let reasonStart = index
    if hasReason { index = FieldLines.endOfText(base, index, end) }
    guard try LineEnd.passes(base, index, end, otherwise: hasReason ? .invalidReason : .invalidStatus) else {
      return false
    }
    head.common.pointee.minorVersion = minorVersion
    head.status = status
    head.reasonRange = ByteRange(from: reasonStart, to: index)
    cursor.next = index + 2
    return true
  }

  /// RFC 9112 §6.3.
  private func framing(of head: ResponseHead, answering method: HTTPMethod) throws(HeadFault) -> MessageFraming {
    let announced = try semantics.bodyFraming(minorVersion: head.minorVersion)
    guard head.status != 101 else { throw .unexpectedUpgrade }
    if head.status < 200 || head.status == 204 {
      // RFC 9110 §8.6 and RFC 9112 §6.1 forbid both headers here; a length of 0 is common and harmless.
      guard announced == nil || announced == .length(0) else { throw .bodyNotAllowed }
      return .none
    }
    if method == .head || head.status == 304 { return .none }
    return announced ?? .untilClose
  }
}
