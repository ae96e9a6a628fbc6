internal import CLibUV
internal import Glibc
import Primitives

/// Bytes that the kernel didn't take at once, in the hands of libuv until the socket takes them.
final class PendingWrite {
  fileprivate let request: UnsafeMutablePointer<uv_write_t>
  fileprivate let stream: Stream
  fileprivate let buffer: ByteBuffer?
  fileprivate let shared: SharedBytes?

  fileprivate init(stream: Stream, buffer: ByteBuffer?, shared: SharedBytes?) {
    request = .allocate(capacity: 1)
    self.stream = stream
    self.buffer = buffer
    self.shared = shared
  }

  deinit { request.deallocate() }
}

extension Stream {
  /// Sends output and shared bytes in one call.
  final func sendShared() {
    guard let shared = sharedOutput else { return }
    var parts = (iovec(), iovec())
    let first = output?.readable ?? .empty
    let second = shared.view.slice(from: sharedOffset)
    parts.0 = iovec(iov_base: UnsafeMutableRawPointer(mutating: first.base), iov_len: first.count)
    parts.1 = iovec(iov_base: UnsafeMutableRawPointer(mutating: second.base), iov_len: second.count)
    let sent = withUnsafeMutablePointer(to: &parts) { pointer in
      pointer.withMemoryRebound(to: iovec.self, capacity: 2) { parts in
        var message = msghdr()
        message.msg_iov = parts
        message.msg_iovlen = 2
        return sendmsg(descriptor, &message, Int32(MSG_NOSIGNAL))
      }
    }
    if sent < 0, errno != EAGAIN, errno != EINTR { return fail(.last("sendmsg")) }
    let taken = max(0, sent)
    let ofOutput = min(taken, first.count)
    output?.consume(ofOutput)
    sharedOffset += taken - ofOutput
    if sharedOffset == shared.count, taken == first.count + second.count {
      releaseOutput()
      outputIsSent()
    } else {
      waitUntilWritable()
    }
  }

  /// Gives the rest to libuv, which writes it when the socket takes more. Later writes gather in a new buffer meanwhile.
  final func waitUntilWritable() {
    guard let handle else { return }
    var parts: [uv_buf_t] = []
    if let output, !output.isEmpty {
      let bytes = output.readable
      let base = UnsafeMutableRawPointer(mutating: bytes.base).assumingMemoryBound(to: CChar.self)
      parts.append(uv_buf_t(base: base, len: bytes.count))
    }
    if let shared = sharedOutput {
      let bytes = shared.view.slice(from: sharedOffset)
      let base = UnsafeMutableRawPointer(mutating: bytes.base).assumingMemoryBound(to: CChar.self)
      parts.append(uv_buf_t(base: base, len: bytes.count))
    }
    let pending = PendingWrite(stream: self, buffer: output, shared: sharedOutput)
    output = nil
    sharedOutput = nil
    pendingWrite = pending
    pending.request.pointee.data = Unmanaged.passRetained(pending).toOpaque()
    let stream = UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_stream_t.self)
    let result = uv_write(pending.request, stream, parts, UInt32(parts.count)) { request, status in
      let pending = Unmanaged<PendingWrite>.fromOpaque(request!.pointee.data).takeRetainedValue()
      pending.stream.pendingWriteEnded(pending, status: status)
    }
    precondition(result == 0, "writing on a closed stream")
    outputBlocked()
  }

  private final func pendingWriteEnded(_ pending: PendingWrite, status: Int32) {
    if let buffer = pending.buffer { loop.buffers.give(buffer) }
    pendingWrite = nil
    guard isOpen else { return }
    if status < 0 { return fail(SystemError(uv: status, call: "write")) }
    // What gathered meanwhile is sent at once: this is a socket that the kernel has just made room on.
    sendOutput()
  }
}
