/// Bytes that somebody else owns: a pointer and a length, read in place.
///
/// A view is valid exactly as long as its owner says (usually until the owner is next changed), so it is taken, read and
/// dropped on the owner's loop; what has to outlive the owner is copied out with `array` or `string`. It plays the part of
/// `Span` where a value has to be stored or returned without lifetime annotations. Not `Sendable` on purpose.
public struct ByteView {
  /// The first byte. Not to be read when `count` is 0.
  public let base: UnsafePointer<UInt8>
  public let count: Int

  public init(_ base: UnsafePointer<UInt8>?, count: Int) {
    precondition(count >= 0 && (base != nil || count == 0), "a byte view needs memory for its bytes")
    self.base = base ?? ByteView.nowhere
    self.count = count
  }

  public init(_ bytes: UnsafeRawBufferPointer) {
    self.init(bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), count: bytes.count)
  }

  /// A view of a literal, valid for ever.
  public init(_ text: StaticString) {
    self.base = text.utf8Start
    self.count = text.utf8CodeUnitCount
  }

  public static var empty: ByteView { ByteView(nil, count: 0) }

  /// Stands in for a missing base address; never read, because such a view is empty.
  private static var nowhere: UnsafePointer<UInt8> { UnsafePointer(bitPattern: 16).unsafelyUnwrapped }

  public var isEmpty: Bool { count == 0 }

  public var rawBuffer: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  public var buffer: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: base, count: count) }

  /// The byte at `index`; traps outside `0..<count`.
  public subscript(index: Int) -> UInt8 {
    precondition(index >= 0 && index < count, "byte index out of range")
    return base[index]
  }

  public var first: UInt8? { count == 0 ? nil : base[0] }
  public var last: UInt8? { count == 0 ? nil : base[count - 1] }

  /// The bytes in `start..<end`; traps outside the view.
  public func slice(from start: Int, to end: Int) -> ByteView {
    precondition(start >= 0 && start <= end && end <= count, "byte range out of range")
    return ByteView(base + start, count: end - start)
  }

  public func slice(from start: Int) -> ByteView { slice(from: start, to: count) }

  /// A copy. One allocation.
  public var array: [UInt8] { [UInt8](buffer) }

  /// The bytes as UTF-8, with U+FFFD for what isn't. Allocates past 15 bytes: not for hot paths.
  public var string: String { String(decoding: buffer, as: UTF8.self) }
}
