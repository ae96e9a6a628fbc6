public import Primitives

/// 32 bytes by value: a digest, a message authentication code, a public key or a draw's value. No allocation.
///
/// `==` takes the same time wherever the bytes differ, so that a code may be compared with it. The order is that of the
/// bytes, first byte first.
public struct Digest32: Sendable {
  public static let byteCount = 32

  /// The bytes in memory order, eight a word.
  public var words: (UInt64, UInt64, UInt64, UInt64)

  /// 32 zero bytes.
  @inlinable
  public init() { words = (0, 0, 0, 0) }

  /// Nil unless there are exactly 32 bytes.
  public init?(_ bytes: ByteView) {
    guard bytes.count == Self.byteCount else { return nil }
    self.init()
    withUnsafeMutableBytes { $0.copyMemory(from: bytes.rawBuffer) }
  }

  /// Lends the bytes for the time of the call.
  @inlinable
  public func withBytes<Result, Failure: Error>(_ body: (ByteView) throws(Failure) -> Result) throws(Failure) -> Result
  {
    var copy = words
    return try Swift.withUnsafeMutablePointer(to: &copy) { (pointer) throws(Failure) -> Result in
      try body(ByteView(UnsafeRawBufferPointer(start: pointer, count: Self.byteCount)))
    }
  }

  @inlinable
  mutating func withUnsafeMutableBytes(_ body: (UnsafeMutableRawBufferPointer) -> Void) {
    Swift.withUnsafeMutableBytes(of: &words, body)
  }

  public var array: [UInt8] { withBytes { $0.array } }
}

extension Digest32: Hashable, Comparable {
  @inlinable
  public static func == (left: Digest32, right: Digest32) -> Bool {
    let difference =
      (left.words.0 ^ right.words.0) | (left.words.1 ^ right.words.1) | (left.words.2 ^ right.words.2)
      | (left.words.3 ^ right.words.3)
    return difference == 0
  }

  /// Half of the bytes are plenty for a table: digests are uniform, and finding many equal halves costs 2^64 each.
  @inlinable
  public func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
  }

  @inlinable
  public static func < (left: Digest32, right: Digest32) -> Bool {
    if left.words.0 != right.words.0 { return left.words.0.bigEndian < right.words.0.bigEndian }
    if left.words.1 != right.words.1 { return left.words.1.bigEndian < right.words.1.bigEndian }
    if left.words.2 != right.words.2 { return left.words.2.bigEndian < right.words.2.bigEndian }
    return left.words.3.bigEndian < right.words.3.bigEndian
  }
}
