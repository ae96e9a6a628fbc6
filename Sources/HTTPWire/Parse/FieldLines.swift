import Primitives

/// Reads the header lines of a message (RFC 9112 §5), one whole line at a time and each byte once.
///
/// `next` is the beginning of the first line not yet taken. A line that isn't whole yet is begun anew when more has arrived;
/// `HeadCursor` sees to it that this doesn't happen for every byte.
struct FieldLines {
  /// What came of reading one line.
  enum Line {
    case field
    case end
    case incomplete
  }

  private let token = ASCIISet.token

  /// Reads one line from `cursor` and moves behind it.
  @inline(__always)
  func readLine(
    _ bytes: ByteView, _ cursor: inout HeadCursor, into head: MessageHead, _ semantics: inout FieldSemantics,
    _ limits: HeadLimits
  ) throws(HeadFault) -> Line {
    let base = bytes.base
    let end = bytes.count
    let start = cursor.next
    var index = token.endOfRun(base, start, end)
    guard index - start <= limits.headerNameBytesMax else { throw .headerNameTooLong }
    guard index < end else { return .incomplete }
    guard base[index] == UInt8(ascii: ":"), index > start else {
      return try readOther(bytes, &cursor, at: index)
    }
    let name = ByteRange(from: start, to: index)
    index += 1
    while index < end, base[index] == 0x20 || base[index] == 0x09 { index += 1 }
    let valueStart = index
    index = FieldLines.endOfText(base, index, end)
    guard try LineEnd.passes(base, index, end, otherwise: .invalidHeaderValue) else {
      cursor.waitForEnd(ofValueAt: index)
      return .incomplete
    }
    var valueEnd = index
    while valueEnd > valueStart, base[valueEnd - 1] == 0x20 || base[valueEnd - 1] == 0x09 { valueEnd -= 1 }
    guard head.headersCount < limits.headersMax else { throw .tooManyHeaders }
    let field = FieldRange(name: name, value: ByteRange(from: valueStart, to: valueEnd))
    head.addField(field)
    try semantics.note(
      ByteView(base + start, count: name.count), ByteView(base + valueStart, count: valueEnd - valueStart), field)
    cursor.next = index + 2
    return .field
  }

  /// What a line is that doesn't begin with a name and a colon: the empty one at the end, or a fault.
  private func readOther(_ bytes: ByteView, _ cursor: inout HeadCursor, at index: Int) throws(HeadFault) -> Line {
    let byte = bytes.base[index]
    let isFirst = index == cursor.next
    switch byte {
    case 0x0D where isFirst:
      guard index + 1 < bytes.count else { return .incomplete }
      guard bytes.base[index + 1] == 0x0A else { throw .bareCarriageReturn }
      cursor.next = index + 2
      return .end
    case 0x0A: throw .bareLineFeed
    case 0x20 where isFirst, 0x09 where isFirst: throw .obsoleteFold
    case 0x20, 0x09: throw .spaceBeforeColon
    case UInt8(ascii: ":"): throw .emptyHeaderName
    case 0x0D: throw .missingColon
    default: throw .invalidHeaderName
    }
  }

  /// The first byte at or behind `start` that may not stand in a value: a control character but for the tab. Eight bytes at a
  /// time, because values are most of a head.
  @inline(__always)
  static func endOfText(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int {
    var index = start
    while index + 8 <= end {
      let word = UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self)
      let hits = ByteLanes.controls(word)
      if hits == 0 {
        index += 8
      } else {
        index += hits.trailingZeroBitCount / 8
        if base[index] != 0x09 { return index }
        index += 1
      }
    }
    while index < end {
      let byte = base[index]
      if byte == 0x7F || byte < 0x20 && byte != 0x09 { return index }
      index += 1
    }
    return end
  }
}
