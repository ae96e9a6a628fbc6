internal import CLibUV
public import Primitives

/// A connected byte stream on a loop, TCP or unix. Subclass it to get its events.
///
/// Reading: each readable event is one read into the loop's own buffer, handed to `received`; a stream that waits holds no
/// buffer. Writing: what a turn appends leaves at the turn's end in one `send`, and only what the kernel doesn't take is
/// kept. `write` says when more than `outputBytesMax` are kept; `drained` says when that is over.
///
/// After `close()`, which any event may call, no event comes but `closed`. Loop-confined; the loop keeps the object until
/// `closed`.
open class Stream: LoopResource {
  /// The other end.
  public final let peer: NetworkAddress
  /// Above this many unsent bytes `write` asks its caller to wait.
  public final var outputBytesMax = 65_536
  /// The peer has shut down its side; nothing more is received.
  public private(set) final var hasReceivedEnd = false
  /// Reads are on.
  public private(set) final var isReading = false
  /// More than `outputBytesMax` were kept when `write` was last called, and `drained` is to come.
  public internal(set) final var isFull = false

  final let descriptor: Int32
  final var output: ByteBuffer?
  final var sharedOutput: SharedBytes?
  final var sharedOffset = 0
  final var pendingWrite: PendingWrite?
  final var flushPlace = -1
  final var endsAfterOutput = false

  /// Takes over the descriptor; if that fails, it is closed.
  public init(loop: Loop, socket: OpenSocket) throws(SystemError) {
    peer = socket.peer
    descriptor = socket.descriptor
    let raw = loop.raw
    let isUnix = socket.peer.family == .unix
    let bytes = isUnix ? MemoryLayout<uv_pipe_t>.size : MemoryLayout<uv_tcp_t>.size
    do throws(SystemError) {
      try super.init(loop: loop, bytes: bytes, "uv_tcp_init") { memory in
        isUnix
          ? uv_pipe_init(raw, memory.assumingMemoryBound(to: uv_pipe_t.self), 0)
          : uv_tcp_init(raw, memory.assumingMemoryBound(to: uv_tcp_t.self))
      }
    } catch {
      socket.close()
      throw error
    }
    let memory = UnsafeMutableRawPointer(handle!)
    let result =
      isUnix
      ? uv_pipe_open(memory.assumingMemoryBound(to: uv_pipe_t.self), descriptor)
      : uv_tcp_open(memory.assumingMemoryBound(to: uv_tcp_t.self), descriptor)
    if result < 0 {
      socket.close()
      throw SystemError(uv: result, call: "open stream")
    }
    hold()
  }

  // MARK: Events, for subclasses

  /// Bytes have come. They lie in the loop's buffer and are gone when this returns.
  open func received(_ bytes: ByteView) {}
  /// The peer sends nothing more, but may still read.
  open func receivedEnd() {}
  /// After `write` had returned false: the kernel has taken everything.
  open func drained() {}
  /// The kernel didn't take everything: the peer reads slower than we write, or not at all.
  open func outputBlocked() {}
  /// After `endOutput`: everything was handed to the kernel and the write side is shut down.
  open func outputEnded() {}
  /// The connection is broken. The stream is closing already.
  open func failed(_ error: SystemError) {}
  /// The last event; nothing may be called on the stream any more.
  open func closed() {}

  // MARK: Reading

  /// Turns reading on. Idempotent.
  public final func startReading() {
    guard let handle, !isReading, !hasReceivedEnd else { return }
    isReading = true
    let stream = UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_stream_t.self)
    let result = uv_read_start(stream, Stream.allocateCallback, Stream.readCallback)
    precondition(result == 0, "reading a closed stream")
  }

  /// Turns reading off: the kernel's buffer fills and the peer has to wait. Idempotent.
  public final func stopReading() {
    guard let handle, isReading else { return }
    isReading = false
    uv_read_stop(UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_stream_t.self))
  }

  private static let allocateCallback: uv_alloc_cb = { handle, _, buffer in
    let memory = Loop.from(handle!.pointee.loop).readBuffer
    buffer!.pointee.base = memory.baseAddress!.assumingMemoryBound(to: CChar.self)
    buffer!.pointee.len = memory.count
  }

  private static let readCallback: uv_read_cb = { stream, count, buffer in
    let raw = UnsafeMutableRawPointer(stream!).assumingMemoryBound(to: uv_handle_t.self)
    guard let data = raw.pointee.data else { return }
    Unmanaged<Stream>.fromOpaque(data)._withUnsafeGuaranteedRef { stream in
      if count > 0 {
        stream.received(ByteView(UnsafeRawBufferPointer(start: buffer!.pointee.base, count: count)))
      } else if count < 0 {
        stream.readEnded(Int32(truncatingIfNeeded: count))
      }
    }
  }

  private final func readEnded(_ code: Int32) {
    guard isOpen else { return }
    isReading = false
    if code == UV_EOF.rawValue {
      hasReceivedEnd = true
      receivedEnd()
    } else {
      fail(SystemError(uv: code, call: "read"))
    }
  }

  // MARK: Closing

  /// Closes at once; what wasn't sent is dropped. Idempotent; `closed` follows in a later phase of the loop.
  public final func close() {
    guard isOpen else { return }
    leaveFlushQueue()
    isReading = false
    closeHandle()
  }

  final func fail(_ error: SystemError) {
    guard isOpen else { return }
    close()
    loop.needsTurnEnd()
    failed(error)
  }

  final override func handleDidClose() {
    releaseOutput()
    closed()
  }

  final override func loopIsClosing() { close() }
}
