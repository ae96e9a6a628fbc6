public import Primitives

/// Byte buffers that a loop lends to connections which have something to hold. Connections that wait hold none.
public final class BufferPool {
  private var free: [ByteBuffer] = []
  /// Buffers lent out and not given back.
  public private(set) var lentCount = 0

  /// The capacity of a new buffer, and of one that comes back larger.
  public static let bufferBytes = 4_096
  /// Free buffers kept; what comes back beyond is freed.
  public static let freeBuffersMax = 1_024

  /// An empty buffer.
  public func take() -> ByteBuffer {
    lentCount += 1
    return free.popLast() ?? ByteBuffer(capacity: BufferPool.bufferBytes)
  }

  /// Gives a buffer back; nobody may use it afterwards.
  public func give(_ buffer: ByteBuffer) {
    lentCount -= 1
    guard free.count < BufferPool.freeBuffersMax else { return }
    buffer.clear(keepingAtMost: BufferPool.bufferBytes)
    free.append(buffer)
  }
}
