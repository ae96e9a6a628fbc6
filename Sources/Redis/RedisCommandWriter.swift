public import Primitives

/// Writes the words of a command in Redis' protocol (RESP2: a bulk string each) and counts them.
public struct RedisCommandWriter {
  @usableFromInline let buffer: ByteBuffer
  /// How many words were written.
  public private(set) var count = 0

  init(_ buffer: ByteBuffer) { self.buffer = buffer }

  public mutating func append(_ word: ByteView) {
    begin(word.count)
    buffer.append(word)
    buffer.append("\r\n" as StaticString)
  }

  public mutating func append(_ word: StaticString) { append(ByteView(word)) }

  public mutating func append(_ word: String) {
    var word = word
    word.withUTF8 { append(ByteView(UnsafeRawBufferPointer($0))) }
  }

  public mutating func append(_ word: [UInt8]) {
    word.withUnsafeBytes { append(ByteView($0)) }
  }

  /// A number in decimal.
  public mutating func append(_ number: Int) {
    begin(RedisCommandWriter.digits(number))
    buffer.appendDecimal(number)
    buffer.append("\r\n" as StaticString)
  }

  /// The 16 bytes of an id.
  public mutating func append(_ id: RandomID) {
    begin(16)
    id.appendBytes(to: buffer)
    buffer.append("\r\n" as StaticString)
  }

  /// A word of exactly `byteCount` bytes that `write` puts into the buffer.
  public mutating func append(byteCount: Int, _ write: (ByteBuffer) -> Void) {
    begin(byteCount)
    let start = buffer.readableCount
    write(buffer)
    precondition(buffer.readableCount == start + byteCount, "a word of another length than announced")
    buffer.append("\r\n" as StaticString)
  }

  private mutating func begin(_ length: Int) {
    count += 1
    buffer.append(byte: UInt8(ascii: "$"))
    buffer.appendDecimal(length)
    buffer.append("\r\n" as StaticString)
  }

  static func digits(_ number: Int) -> Int {
    var count = number < 0 ? 2 : 1
    var rest = number.magnitude / 10
    while rest > 0 {
      count += 1
      rest /= 10
    }
    return count
  }
}
