import Glibc

/// A growable run of bytes with a reader and a writer index: what is read off a socket, or about to be written to one.
///
/// `readable` is what was appended and not yet consumed. Views into the buffer are valid until the next append, reserve or
/// clear. The buffer itself knows no maximum; whoever fills it checks `readableCount` against the limit that has the name.
/// Owner: one loop. Buffers are meant to be reused: `clear` keeps the memory.
public final class ByteBuffer {
  private var memory: UnsafeMutablePointer<UInt8>
  public private(set) var capacity: Int
  private var reader = 0
  private var writer = 0

  public init(capacity: Int = 256) {
    precondition(capacity >= 0, "a buffer's capacity can't be negative")
    self.capacity = max(capacity, 16)
    self.memory = UnsafeMutablePointer<UInt8>.allocate(capacity: self.capacity)
  }

  deinit { memory.deallocate() }

  public var readableCount: Int { writer - reader }
  public var writableCount: Int { capacity - writer }
  public var isEmpty: Bool { reader == writer }

  /// What was appended and not consumed. Valid until the buffer is changed.
  public var readable: ByteView { ByteView(memory + reader, count: writer - reader) }

  /// Makes room for at least `count` bytes and gives the whole writable tail; `commit` says how much of it was filled.
  public func reserve(_ count: Int) -> UnsafeMutableRawBufferPointer {
    if capacity - writer < count { makeRoom(for: count) }
    return UnsafeMutableRawBufferPointer(start: memory + writer, count: capacity - writer)
  }

  /// Takes `count` bytes of the tail that `reserve` gave as appended.
  public func commit(_ count: Int) {
    precondition(count >= 0 && count <= capacity - writer, "more bytes committed than reserved")
    writer += count
  }

  /// Drops the first `count` readable bytes. Views into the rest stay valid.
  public func consume(_ count: Int) {
    precondition(count >= 0 && count <= writer - reader, "more bytes consumed than there are")
    reader += count
    if reader == writer {
      reader = 0
      writer = 0
    }
  }

  /// Drops everything after the first `count` readable bytes: takes back what was appended too early.
  public func truncate(to count: Int) {
    precondition(count >= 0 && count <= writer - reader, "a buffer can't be truncated to more than it holds")
    writer = reader + count
  }

  /// Drops everything and keeps the memory.
  public func clear() {
    reader = 0
    writer = 0
  }

  /// Drops everything, and memory beyond `capacityMax`: so that one large message doesn't stay paid for ever.
  public func clear(keepingAtMost capacityMax: Int) {
    clear()
    guard capacity > max(capacityMax, 16) else { return }
    memory.deallocate()
    capacity = max(capacityMax, 16)
    memory = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
  }

  public func append(byte: UInt8) {
    if capacity == writer { makeRoom(for: 1) }
    memory[writer] = byte
    writer += 1
  }

  /// Appends a copy of `bytes`. They may not lie in this same buffer.
  public func append(_ bytes: ByteView) {
    if capacity - writer < bytes.count { makeRoom(for: bytes.count) }
    memcpy(memory + writer, bytes.base, bytes.count)
    writer += bytes.count
  }

  /// Overwrites one readable byte: for lengths that are known only after the body.
  public func replace(at offset: Int, with byte: UInt8) {
    precondition(offset >= 0 && offset < writer - reader, "byte index out of range")
    memory[reader + offset] = byte
  }

  private func makeRoom(for count: Int) {
    let held = writer - reader
    if reader > 0 && capacity - held >= count && reader >= capacity / 2 {
      memmove(memory, memory + reader, held)
    } else {
      let (wanted, overflowed) = held.addingReportingOverflow(count)
      precondition(!overflowed, "a buffer can't hold that much")
      capacity = max(capacity &* 2, wanted)
      let grown = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
      memcpy(grown, memory + reader, held)
      memory.deallocate()
      memory = grown
    }
    reader = 0
    writer = held
  }
}
