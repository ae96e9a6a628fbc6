import EventLoop
import HTTPWire
import Primitives

/// Writes a request's head, and its body if that is at hand.
enum UpstreamMessage {
  static func make(
    _ loop: Loop, _ method: HTTPMethod, methodName: ByteView?, target: ByteView, host: ByteView, body: UpstreamBody,
    _ headers: (HeaderWriter) -> Void
  ) -> ByteBuffer {
    let buffer = loop.buffers.take()
    let name = methodName ?? ByteView(method.name)
    let writer = RequestWriter.begin(methodName: name, target: target, host: host, in: buffer)
    switch body {
    case .none: break
    case .bytes(let bytes): writer.field("Content-Length", bytes.count)
    case .known(let count): writer.field("Content-Length", count)
    case .unknown: writer.field("Transfer-Encoding", "chunked" as StaticString)
    }
    headers(writer)
    writer.endHead()
    if case .bytes(let bytes) = body { buffer.append(bytes) }
    return buffer
  }
}
