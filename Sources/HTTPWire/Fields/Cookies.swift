import Primitives

/// The cookies a request brought, read in place from its `Cookie` lines.
public struct Cookies {
  private let head: MessageHead

  public init(_ head: MessageHead) { self.head = head }

  /// The value of the first cookie of that name (browsers send the one with the longest path first), without quotes.
  public func value(_ name: StaticString) -> ByteView? { value(ByteView(name)) }

  public func value(_ name: ByteView) -> ByteView? {
    var found: ByteView?
    forEach { candidate, value in
      if found == nil && candidate == name { found = value }
    }
    return found
  }

  public func value(_ name: String) -> ByteView? {
    var name = name
    return name.withUTF8 { value(ByteView(UnsafeRawBufferPointer($0))) }
  }

  /// Every cookie in order. What has no `=` is passed over.
  public func forEach(_ body: (_ name: ByteView, _ value: ByteView) -> Void) {
    forEachPair { pair in
      guard let equals = pair.firstIndex(of: UInt8(ascii: "=")), equals > 0 else { return }
      body(pair.slice(from: 0, to: equals).trimmed, Cookies.unquoted(pair.slice(from: equals + 1).trimmed))
    }
  }

  /// Appends the `Cookie` value that goes on to an origin: every pair as it came but those whose name `drops` says yes to.
  /// Gives how many pairs stayed; with 0 nothing was appended.
  public func append(to buffer: ByteBuffer, dropping drops: (ByteView) -> Bool) -> Int {
    var kept = 0
    forEachPair { pair in
      let nameEnd = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.count
      guard !drops(pair.slice(from: 0, to: nameEnd).trimmed) else { return }
      if kept > 0 { buffer.append("; " as StaticString) }
      buffer.append(pair)
      kept += 1
    }
    return kept
  }

  private func forEachPair(_ body: (ByteView) -> Void) {
    head.forEach(named: "cookie") { line in
      ListValue.forEachElement(of: line, separator: UInt8(ascii: ";"), body)
    }
  }

  private static func unquoted(_ value: ByteView) -> ByteView {
    guard value.count >= 2, value.first == UInt8(ascii: "\""), value.last == UInt8(ascii: "\"") else { return value }
    return value.slice(from: 1, to: value.count - 1)
  }
}
