public import Primitives

/// An Ed25519 signature by value: 64 bytes in two halves.
public struct Signature64: Sendable, Equatable {
  public static let byteCount = 64

  private var halves = (Digest32(), Digest32())

  init() {}

  /// Nil unless there are exactly 64 bytes.
  public init?(_ bytes: ByteView) {
    guard bytes.count == Self.byteCount else { return nil }
    withUnsafeMutableBytes { $0.copyMemory(from: bytes.rawBuffer) }
  }

  /// Lends the bytes for the time of the call.
  public func withBytes<Result, Failure: Error>(_ body: (ByteView) throws(Failure) -> Result) throws(Failure) -> Result
  {
    var copy = halves
    return try withUnsafeMutablePointer(to: &copy) { (pointer) throws(Failure) -> Result in
      try body(ByteView(UnsafeRawBufferPointer(start: pointer, count: Self.byteCount)))
    }
  }

  mutating func withUnsafeMutableBytes(_ body: (UnsafeMutableRawBufferPointer) -> Void) {
    Swift.withUnsafeMutableBytes(of: &halves, body)
  }

  public static func == (left: Signature64, right: Signature64) -> Bool { left.halves == right.halves }
}
