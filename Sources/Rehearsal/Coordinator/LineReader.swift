import EventLoop
import Glibc
import Primitives

/// Lines from a pipe, as they come. Owner: one loop; the descriptor belongs to the reader.
final class LineReader {
  /// A longer line is a fault: none of ours is.
  static let lineBytesMax = 1 << 20

  private let descriptor: Int32
  private let buffer = ByteBuffer(capacity: 65_536)
  private let onLine: (ByteView) -> Void
  private let onEnd: () -> Void
  private var poll: Poll?
  private var searched = 0

  /// - Parameters:
  ///   - onLine: gets each line without its end; valid until it returns.
  ///   - onEnd: called once, when the other side is closed, a read fails or a line is too long.
  init(
    loop: Loop, descriptor: Int32, onLine: @escaping (ByteView) -> Void, onEnd: @escaping () -> Void
  ) throws(LoopError) {
    self.descriptor = descriptor
    self.onLine = onLine
    self.onEnd = onEnd
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    poll = try loop.poll(descriptor: descriptor) { [unowned self] _ in readSome() }
    poll?.set(readable: true, writable: false)
  }

  /// Closes the pipe without a further word. Idempotent.
  func close() {
    guard let poll else { return }
    poll.close()
    self.poll = nil
    _ = Glibc.close(descriptor)
  }

  private func readSome() {
    let tail = buffer.reserve(65_536)
    let count = read(descriptor, tail.baseAddress, tail.count)
    if count < 0, errno == EAGAIN || errno == EINTR { return }
    guard count > 0 else { return end() }
    buffer.commit(count)
    while poll != nil, let newline = buffer.readable.slice(from: searched).firstIndex(of: 0x0A) {
      onLine(buffer.readable.slice(from: 0, to: searched + newline))
      buffer.consume(searched + newline + 1)
      searched = 0
    }
    searched = buffer.readableCount
    if searched > LineReader.lineBytesMax { end() }
  }

  private func end() {
    guard poll != nil else { return }
    close()
    onEnd()
  }
}
