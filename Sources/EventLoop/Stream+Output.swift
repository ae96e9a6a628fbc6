internal import CLibUV
internal import Glibc
public import Primitives

extension Stream {
  /// Bytes that were written and not yet taken by the kernel.
  public final var outputBytes: Int {
    var count = pendingBytes
    if let output { count += output.readableCount }
    if let sharedOutput { count += sharedOutput.count - sharedOffset }
    return count
  }

  /// What libuv still has to write of the pending write.
  private final var pendingBytes: Int {
    guard pendingWrite != nil, let handle else { return 0 }
    return handle.withMemoryRebound(to: uv_stream_t.self, capacity: 1) { Int(uv_stream_get_write_queue_size($0)) }
  }

  /// Appends a copy of the bytes to what leaves at the turn's end. False if more than `outputBytesMax` are kept now: the
  /// bytes were taken all the same, but the caller should wait for `drained`. Nothing happens on a closed stream.
  @discardableResult
  public final func write(_ bytes: ByteView) -> Bool {
    guard isOpen else { return false }
    outputBuffer().append(bytes)
    return wroteOutput()
  }

  /// The buffer that leaves at the turn's end, to be appended to in place and followed by `wroteOutput()` in the same
  /// callback. Only on an open stream.
  public final func outputBuffer() -> ByteBuffer {
    precondition(!endsAfterOutput, "output was ended")
    if sharedOutput != nil { copySharedOutput() }
    if let output { return output }
    let buffer = loop.buffers.take()
    output = buffer
    return buffer
  }

  /// After appending to `outputBuffer()`. Returns what `write` does.
  @discardableResult
  public final func wroteOutput() -> Bool {
    if flushPlace < 0, pendingWrite == nil { enterFlushQueue() }
    return checkFull()
  }

  /// Lets shared bytes follow what was written so far, without a copy. Returns what `write` does.
  @discardableResult
  public final func write(shared bytes: SharedBytes) -> Bool {
    guard isOpen else { return false }
    precondition(!endsAfterOutput, "output was ended")
    if sharedOutput != nil { copySharedOutput() }
    sharedOutput = bytes
    sharedOffset = 0
    return wroteOutput()
  }

  /// Shuts down the write side when everything is sent; `outputEnded` says when. Nothing may be written any more.
  public final func endOutput() {
    guard isOpen, !endsAfterOutput else { return }
    endsAfterOutput = true
    if flushPlace < 0, pendingWrite == nil { enterFlushQueue() }
  }

  /// Bounds what the kernel takes before the peer has read it (it counts twice as much, for its own use); else it takes
  /// megabytes.
  public final func boundSendBuffer(bytes: Int) {
    var value = Int32(clamping: bytes)
    // What can't be bounded is bounded by the kernel's own maximum.
    _ = setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &value, socklen_t(MemoryLayout<Int32>.size))
  }

  /// Sends what is there now instead of at the turn's end.
  public final func flush() {
    guard flushPlace >= 0 else { return }
    leaveFlushQueue()
    sendOutput()
  }

  private final func checkFull() -> Bool {
    guard !isFull else { return false }
    if outputBytes > outputBytesMax { isFull = true }
    return !isFull
  }

  private final func enterFlushQueue() {
    flushPlace = loop.flushQueue.append(self)
  }

  final func leaveFlushQueue() {
    guard flushPlace >= 0 else { return }
    loop.flushQueue.remove(at: flushPlace)
    flushPlace = -1
  }

  /// A second write behind shared bytes is rare: the rest of them joins the ordinary output.
  private final func copySharedOutput() {
    guard let shared = sharedOutput else { return }
    sharedOutput = nil
    let buffer = outputBuffer()
    buffer.append(shared.view.slice(from: sharedOffset))
  }

  final func releaseOutput() {
    if let output { loop.buffers.give(output) }
    output = nil
    sharedOutput = nil
  }

  /// Hands the kernel as much as it takes. Called when the stream is in no queue and no write is pending.
  final func sendOutput() {
    guard isOpen, pendingWrite == nil else { return }
    if sharedOutput != nil { return sendShared() }
    if let output, !output.isEmpty {
      let bytes = output.readable
      let sent = send(descriptor, bytes.base, bytes.count, Int32(MSG_NOSIGNAL))
      if sent == bytes.count {
        output.clear()
        loop.buffers.give(output)
        self.output = nil
      } else if sent >= 0 || errno == EAGAIN || errno == EINTR {
        output.consume(max(0, sent))
        return waitUntilWritable()
      } else {
        return fail(.last("send"))
      }
    }
    outputIsSent()
  }

  /// Everything written so far is with the kernel.
  final func outputIsSent() {
    if endsAfterOutput {
      _ = shutdown(descriptor, Int32(SHUT_WR))
      loop.needsTurnEnd()
      outputEnded()
    } else if isFull {
      isFull = false
      loop.needsTurnEnd()
      drained()
    }
  }
}
