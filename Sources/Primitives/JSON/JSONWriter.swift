/// Writes JSON into a buffer, piece by piece, with the commas where they belong. Allocates nothing beyond the buffer.
///
/// The text is safe inside HTML's `<script>` too: `<`, U+2028 and U+2029 are escaped. Bytes that aren't UTF-8 become U+FFFD.
/// The caller closes what he opens; a key that isn't followed by a value is his fault as well.
public struct JSONWriter {
  public let buffer: ByteBuffer
  private var needsComma = false

  public init(_ buffer: ByteBuffer) { self.buffer = buffer }

  public mutating func beginObject() {
    separate()
    buffer.append(byte: UInt8(ascii: "{"))
    needsComma = false
  }

  public mutating func endObject() {
    buffer.append(byte: UInt8(ascii: "}"))
    needsComma = true
  }

  public mutating func beginArray() {
    separate()
    buffer.append(byte: UInt8(ascii: "["))
    needsComma = false
  }

  public mutating func endArray() {
    buffer.append(byte: UInt8(ascii: "]"))
    needsComma = true
  }

  /// A name that needs no escape, as those in source code don't.
  public mutating func key(_ name: StaticString) {
    let count = name.utf8CodeUnitCount
    let tail = buffer.reserve(count + 4)
    let start = needsComma ? 2 : 1
    tail[0] = UInt8(ascii: ",")
    tail[start - 1] = UInt8(ascii: "\"")
    (tail.baseAddress.unsafelyUnwrapped + start).copyMemory(from: name.utf8Start, byteCount: count)
    tail[start + count] = UInt8(ascii: "\"")
    tail[start + count + 1] = UInt8(ascii: ":")
    buffer.commit(start + count + 2)
    needsComma = false
  }

  public mutating func key(_ name: String) {
    value(name)
    buffer.append(byte: UInt8(ascii: ":"))
    needsComma = false
  }

  public mutating func value(_ text: String) {
    separate()
    var text = text
    text.withUTF8 { JSONWriter.appendQuoted(ByteView(UnsafeRawBufferPointer($0)), to: buffer) }
    needsComma = true
  }

  public mutating func value(_ text: ByteView) {
    separate()
    JSONWriter.appendQuoted(text, to: buffer)
    needsComma = true
  }

  public mutating func value(_ text: StaticString) { value(ByteView(text)) }

  public mutating func value(_ number: Int) {
    separate()
    buffer.appendDecimal(number)
    needsComma = true
  }

  public mutating func value(_ flag: Bool) {
    separate()
    buffer.append(flag ? "true" : "false" as StaticString)
    needsComma = true
  }

  /// The shortest decimal that reads back as the same double, without an exponent; `null` for what isn't a number.
  public mutating func value(_ number: Double) {
    separate()
    if number.isFinite { DecimalText.append(number, to: buffer) } else { buffer.append("null" as StaticString) }
    needsComma = true
  }

  /// The moment as RFC 3339 text.
  public mutating func value(_ instant: WallInstant) {
    separate()
    buffer.append(byte: UInt8(ascii: "\""))
    instant.appendRFC3339(to: buffer)
    buffer.append(byte: UInt8(ascii: "\""))
    needsComma = true
  }

  public mutating func null() {
    separate()
    buffer.append("null" as StaticString)
    needsComma = true
  }

  /// A text that is JSON already.
  public mutating func rawValue(_ json: ByteView) {
    separate()
    buffer.append(json)
    needsComma = true
  }

  public mutating func rawValue(_ json: StaticString) { rawValue(ByteView(json)) }

  private func separate() {
    if needsComma { buffer.append(byte: UInt8(ascii: ",")) }
  }
}
