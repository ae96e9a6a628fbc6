import Primitives

/// Objects of JSON, a line each, handed to `send` one by one.
struct JSONLines {
  private let buffer = ByteBuffer(capacity: 4_096)
  private let send: (ByteView) -> Void

  init(send: @escaping (ByteView) -> Void) { self.send = send }

  /// Sends an object whose fields `body` writes.
  func line(_ body: (inout JSONWriter) -> Void) {
    buffer.clear()
    var writer = JSONWriter(buffer)
    writer.beginObject()
    body(&writer)
    writer.endObject()
    buffer.append(byte: 0x0A)
    send(buffer.readable)
  }
}
