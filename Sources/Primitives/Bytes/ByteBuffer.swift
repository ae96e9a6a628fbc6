import Glibc

/// A growable run of bytes with a reader and a writer index: what is read off a socket, or about to be written to one.
///
/// `readable` is what was appended and not yet consumed. Views into the buffer are valid until the next append, reserve or
/// clear. The buffer itself knows no maximum; whoever fills it checks `readableCount` against the limit that has the name.
/// Owner: one loop. Buffers are meant to be reused: `clear` keeps the memory.
public final class ByteBuffer {
  /// Behind a pointer, because properties of a class would pay for an exclusivity check at every append.
  private struct State {
    var memory: UnsafeMutablePointer<UInt8>
    var capacity: Int
    var reader = 0
    var writer = 0
  }

  private let state: UnsafeMutablePointer<State>

  public init(capacity: Int = 256) {
    precondition(capacity >= 0, "a buffer's capacity can't be negative")
    let capacity = max(capacity, 16)
    state = .allocate(capacity: 1)
    state.initialize(to: State(memory: .allocate(capacity: capacity), capacity: capacity))
  }

  deinit {
    state.pointee.memory.deallocate()
    state.deallocate()
  }

  public var capacity: Int { state.pointee.capacity }
  public var readableCount: Int { state.pointee.writer - state.pointee.reader }
  public var writableCount: Int { state.pointee.capacity - state.pointee.writer }
  public var isEmpty: Bool { state.pointee.reader == state.pointee.writer }

  /// What was appended and not consumed. Valid until the buffer is changed.
  public var readable: ByteView {
    ByteView(state.pointee.memory + state.pointee.reader, count: state.pointee.writer - state.pointee.reader)
  }

  /// Makes room for at least `count` bytes and gives the whole writable tail; `commit` says how much of it was filled.
  public func reserve(_ count: Int) -> UnsafeMutableRawBufferPointer {
    if state.pointee.capacity - state.pointee.writer < count { makeRoom(for: count) }
    return UnsafeMutableRawBufferPointer(
      start: state.pointee.memory + state.pointee.writer, count: state.pointee.capacity - state.pointee.writer)
  }

  /// Takes `count` bytes of the tail that `reserve` gave as appended.
  public func commit(_ count: Int) {
    precondition(count >= 0 && count <= writableCount, "more bytes committed than reserved")
    state.pointee.writer += count
  }

  /// Drops the first `count` readable bytes. Views into the rest stay valid.
  public func consume(_ count: Int) {
    precondition(count >= 0 && count <= readableCount, "more bytes consumed than there are")
    state.pointee.reader += count
    if isEmpty { clear() }
  }

  /// Drops everything after the first `count` readable bytes: takes back what was appended too early.
  public func truncate(to count: Int) {
    precondition(count >= 0 && count <= readableCount, "a buffer can't be truncated to more than it holds")
    state.pointee.writer = state.pointee.reader + count
  }

  /// Drops everything and keeps the memory.
  public func clear() {
    state.pointee.reader = 0
    state.pointee.writer = 0
  }

  /// Drops everything, and memory beyond `capacityMax`: so that one large message doesn't stay paid for ever.
  public func clear(keepingAtMost capacityMax: Int) {
    clear()
    guard capacity > max(capacityMax, 16) else { return }
    state.pointee.memory.deallocate()
    state.pointee.capacity = max(capacityMax, 16)
    state.pointee.memory = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
  }

  public func append(byte: UInt8) {
    if state.pointee.capacity == state.pointee.writer { makeRoom(for: 1) }
    state.pointee.memory[state.pointee.writer] = byte
    state.pointee.writer += 1
  }

  /// Appends a copy of `bytes`. They may not lie in this same buffer.
  public func append(_ bytes: ByteView) {
    if state.pointee.capacity - state.pointee.writer < bytes.count { makeRoom(for: bytes.count) }
    memcpy(state.pointee.memory + state.pointee.writer, bytes.base, bytes.count)
    state.pointee.writer += bytes.count
  }

  /// Overwrites one readable byte: for lengths that are known only after the body.
  public func replace(at offset: Int, with byte: UInt8) {
    precondition(offset >= 0 && offset < readableCount, "byte index out of range")
    state.pointee.memory[state.pointee.reader + offset] = byte
  }

  @inline(never)
  private func makeRoom(for count: Int) {
    let (memory, reader) = (state.pointee.memory, state.pointee.reader)
    let held = readableCount
    if reader > 0 && capacity - held >= count && reader >= capacity / 2 {
      memmove(memory, memory + reader, held)
    } else {
      let (wanted, overflowed) = held.addingReportingOverflow(count)
      precondition(!overflowed, "a buffer can't hold that much")
      let grown = UnsafeMutablePointer<UInt8>.allocate(capacity: max(capacity &* 2, wanted))
      memcpy(grown, memory + reader, held)
      memory.deallocate()
      state.pointee.capacity = max(capacity &* 2, wanted)
      state.pointee.memory = grown
    }
    state.pointee.reader = 0
    state.pointee.writer = held
  }
}
