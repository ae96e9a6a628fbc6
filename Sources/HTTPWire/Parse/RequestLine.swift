import Primitives

/// Reads a request line: method, target and version, with exactly one space between them (RFC 9112 §3).
struct RequestLine {
  private let base: UnsafePointer<UInt8>
  private let end: Int
  private let start: Int
  private let limits: HeadLimits
  /// Behind the line, once it was read.
  private(set) var index: Int

  init(_ bytes: ByteView, from start: Int, limits: HeadLimits) {
    base = bytes.base
    end = bytes.count
    self.start = start
    self.limits = limits
    index = start
  }

  /// False if the bytes ran out.
  mutating func read(into head: RequestHead) throws(HeadFault) -> Bool {
    guard try readMethod(into: head), try readTarget(into: head) else { return false }
    guard let minorVersion = try VersionText.read(base, &index, end) else { return false }
    guard try LineEnd.passes(base, index, end, otherwise: .invalidVersion) else { return false }
    index += 2
    head.common.pointee.minorVersion = minorVersion
    return true
  }

  private mutating func readMethod(into head: RequestHead) throws(HeadFault) -> Bool {
    let token = ASCIISet.token
    while index < end, token.contains(base[index]) { index += 1 }
    // Far longer than any method there is; the rest of the line needn't be waited for.
    guard index - start <= 64 else { throw .invalidMethod }
    guard index < end else { return false }
    guard base[index] == 0x20, index > start else {
      throw base[index] == 0x0A ? .bareLineFeed : .invalidMethod
    }
    head.parts.pointee.methodRange = ByteRange(from: start, to: index)
    head.parts.pointee.method = HTTPMethod(ByteView(base + start, count: index - start))
    index += 1
    return true
  }

  private mutating func readTarget(into head: RequestHead) throws(HeadFault) -> Bool {
    let targetStart = index
    index = ASCIISet.path.endOfRun(base, index, end)
    var question = index
    let hasQuery = index < end && base[index] == UInt8(ascii: "?")
    if hasQuery {
      index = ASCIISet.query.endOfRun(base, index + 1, end)
    }
    guard index - targetStart <= limits.targetBytesMax else { throw .targetTooLong }
    guard index < end else { return false }
    guard base[index] == 0x20 else {
      switch base[index] {
      case 0x0A: throw .bareLineFeed
      case 0x0D: throw .invalidVersion
      default: throw .invalidTarget
      }
    }
    guard index > targetStart else { throw .invalidTarget }
    question = hasQuery ? question : index
    head.parts.pointee.targetRange = ByteRange(from: targetStart, to: index)
    head.parts.pointee.hasQuery = hasQuery
    head.parts.pointee.queryRange = hasQuery ? ByteRange(from: question + 1, to: index) : .empty
    try takeForm(targetStart, question, into: head)
    index += 1
    return true
  }

  /// Tells the target's form (RFC 9112 §3.2) by its beginning; the query, if any, begins at `question`.
  private func takeForm(_ targetStart: Int, _ question: Int, into head: RequestHead) throws(HeadFault) {
    head.parts.pointee.isAsteriskForm = false
    head.parts.pointee.authorityRange = .empty
    guard head.method != .connect && head.method != .trace else { throw .methodNotImplemented }
    if base[targetStart] == UInt8(ascii: "/") {
      head.parts.pointee.pathRange = ByteRange(from: targetStart, to: question)
      return
    }
    let target = ByteView(base + targetStart, count: question - targetStart)
    if target.equals("*") && !head.hasQuery {
      guard head.parts.pointee.method == .options else { throw .asteriskNotOptions }
      head.parts.pointee.isAsteriskForm = true
      head.parts.pointee.pathRange = .empty
      return
    }
    let schemeCount = target.hasPrefixIgnoringCase("http://") ? 7 : target.hasPrefixIgnoringCase("https://") ? 8 : 0
    guard schemeCount > 0 else { throw .invalidTarget }
    let rest = target.slice(from: schemeCount)
    let authorityCount = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.count
    let authorityStart = targetStart + schemeCount
    head.parts.pointee.authorityRange = ByteRange(from: authorityStart, to: authorityStart + authorityCount)
    head.parts.pointee.pathRange = ByteRange(from: authorityStart + authorityCount, to: question)
    guard authorityCount > 0 else { throw .invalidTarget }
  }
}
