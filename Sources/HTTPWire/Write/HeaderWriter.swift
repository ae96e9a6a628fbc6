import Primitives

/// Appends header lines. No value can end its line: CR, LF, NUL and other control characters become spaces (RFC 9110 §5.5), and
/// a name that isn't a token is a programmer's fault.
public struct HeaderWriter {
  public let buffer: ByteBuffer

  public init(_ buffer: ByteBuffer) { self.buffer = buffer }

  public func field(_ name: StaticString, _ value: StaticString) {
    begin(name)
    buffer.append(value)
    end()
  }

  public func field(_ name: StaticString, _ value: ByteView) { field(ByteView(name), value) }

  public func field(_ name: ByteView, _ value: ByteView) {
    begin(name)
    appendValue(value)
    end()
  }

  public func field(_ name: StaticString, _ value: String) {
    var value = value
    value.withUTF8 { field(ByteView(name), ByteView(UnsafeRawBufferPointer($0))) }
  }

  public func field(_ name: StaticString, _ value: Int) {
    begin(name)
    buffer.appendDecimal(value)
    end()
  }

  /// The instant as an HTTP date.
  public func field(_ name: StaticString, _ value: WallInstant) {
    begin(name)
    value.appendHTTPDate(to: buffer)
    end()
  }

  public func field(_ cookie: SetCookie) {
    begin("Set-Cookie" as StaticString)
    let start = buffer.readableCount
    cookie.append(to: buffer)
    clean(from: start)
    end()
  }

  /// A value written piece by piece by `body`, which may only append.
  public func field(_ name: StaticString, _ body: (ByteBuffer) -> Void) {
    begin(name)
    let start = buffer.readableCount
    body(buffer)
    clean(from: start)
    end()
  }

  /// The empty line.
  public func endHead() { buffer.append("\r\n" as StaticString) }

  private func begin(_ name: ByteView) {
    precondition(!name.isEmpty && ASCIISet.token.containsAll(of: name), "a header's name must be a token")
    buffer.append(name)
    buffer.append(": " as StaticString)
  }

  private func begin(_ name: StaticString) { begin(ByteView(name)) }

  private func appendValue(_ value: ByteView) {
    let start = buffer.readableCount
    buffer.append(value)
    clean(from: start)
  }

  private func clean(from start: Int) {
    let written = buffer.readable
    var index = start
    while true {
      index = FieldLines.endOfText(written.base, index, written.count)
      guard index < written.count else { return }
      buffer.replace(at: index, with: 0x20)
      index += 1
    }
  }

  private func end() { buffer.append("\r\n" as StaticString) }
}
