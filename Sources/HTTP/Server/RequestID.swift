public import Primitives

/// Names one request in answers and logs: a random part that differs from server to server and start to start, and a count.
public struct RequestID: Hashable, Sendable, CustomStringConvertible {
  let prefix: UInt64
  let count: UInt64

  /// Digits of its text: 12 random ones and 12 that count.
  public static let digits = 24
  /// Stands in a prepared response where the text is to be put.
  public static let placeholder: StaticString = "########################"

  /// A random prefix.
  static func makePrefix() -> UInt64 { UInt64.random(in: 0..<1 << 48) }

  /// Writes the text over 24 bytes.
  func write(to memory: UnsafeMutablePointer<UInt8>) {
    RequestID.write(prefix, to: memory)
    RequestID.write(count, to: memory + 12)
  }

  private static func write(_ value: UInt64, to memory: UnsafeMutablePointer<UInt8>) {
    var rest = value
    var index = 11
    while index >= 0 {
      memory[index] = Hex.digit(UInt8(truncatingIfNeeded: rest) & 0xF)
      rest >>= 4
      index -= 1
    }
  }

  public func append(to buffer: ByteBuffer) {
    let tail = buffer.reserve(RequestID.digits)
    write(to: tail.baseAddress!.assumingMemoryBound(to: UInt8.self))
    buffer.commit(RequestID.digits)
  }

  public var description: String {
    let buffer = ByteBuffer(capacity: RequestID.digits)
    append(to: buffer)
    return buffer.string
  }
}
