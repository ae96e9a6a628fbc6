import Glibc
import Primitives

/// Bytes to a descriptor at once: what a machine reads must not lie in a buffer of the C library.
enum Output {
  /// False if the other side is gone.
  @discardableResult
  static func write(_ bytes: ByteView, to descriptor: Int32) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
      let count = Glibc.write(descriptor, rest.base, rest.count)
      if count < 0 {
        if errno == EINTR { continue }
        guard errno == EAGAIN else { return false }
        // The pipe is full and shared with somebody who made it non-blocking: wait until there is room.
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&waiting, 1, -1)
        continue
      }
      rest = rest.slice(from: count)
    }
    return true
  }

  @discardableResult
  static func write(_ text: String, to descriptor: Int32) -> Bool {
    var text = text
    return text.withUTF8 { write(ByteView(UnsafeRawBufferPointer($0)), to: descriptor) }
  }

  static let result: Int32 = 1
  static let notes: Int32 = 2

  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }
}
