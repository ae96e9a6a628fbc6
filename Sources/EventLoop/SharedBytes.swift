public import Primitives

/// Bytes that never change and may be sent by any number of streams on any loop without being copied.
public final class SharedBytes: Sendable {
  private nonisolated(unsafe) let memory: UnsafeMutablePointer<UInt8>
  public let count: Int

  public init(_ bytes: ByteView) {
    count = bytes.count
    memory = .allocate(capacity: max(1, bytes.count))
    memory.update(from: bytes.base, count: bytes.count)
  }

  public init(_ bytes: [UInt8]) {
    count = bytes.count
    memory = .allocate(capacity: max(1, bytes.count))
    memory.update(from: bytes, count: bytes.count)
  }

  deinit { memory.deallocate() }

  /// Valid as long as this object is.
  public var view: ByteView { ByteView(memory, count: count) }
}
