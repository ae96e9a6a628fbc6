import HTTPWire
import Primitives
import WireKit

/// Requests of a connection. The first two bytes choose limits and pieces; then: however the bytes arrive, the result is the
/// same, and a head that was taken is taken again when it is written out.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard count > 2 else { return 0 }
  let input = ByteView(start, count: count)
  let isTight = input[0] & 1 != 0
  let limits =
    isTight ? HeadLimits(headBytesMax: 64, headersMax: 3, headerNameBytesMax: 8, targetBytesMax: 9) : HeadLimits()
  let bytes = input.slice(from: 2).array
  let whole = WireReader.read(bytes, .request, limits: limits)
  let pieces = stride(from: 0, to: bytes.count, by: 1 + Int(input[1] & 31)).map { place in
    Array(bytes[place..<min(bytes.count, place + 1 + Int(input[1] & 31))])
  }
  let pieced = WireReader.read(pieces, .request, limits: limits)
  precondition(pieced == whole, "\(pieced) in pieces, \(whole) at once")
  rewrite(input.slice(from: 2))
  return 0
}

/// Writes the first head again and reads that.
private func rewrite(_ bytes: ByteView) {
  let head = RequestHead()
  var parser = RequestParser()
  guard let progress = try? parser.parse(bytes, into: head), progress != .incomplete else { return }
  check(head)
  let buffer = ByteBuffer()
  buffer.append(head.methodName)
  buffer.append(byte: 0x20)
  buffer.append(head.target)
  buffer.append(head.minorVersion == 1 ? " HTTP/1.1\r\n" : " HTTP/1.0\r\n" as StaticString)
  let writer = HeaderWriter(buffer)
  head.forEach { writer.field($0, $1) }
  writer.endHead()
  let again = RequestHead()
  guard let second = try? parser.parse(buffer.readable, into: again) else { fatalError("refused what it had taken") }
  precondition(second == .complete(consumed: buffer.readableCount))
  precondition(again.framing == head.framing && again.keepAlive == head.keepAlive && again.path == head.path)
  precondition(again.headersCount == head.headersCount && again.host == head.host && again.port == head.port)
}

/// What must hold for every head that was taken.
private func check(_ head: RequestHead) {
  precondition(head.minorVersion == 0 || !head.host.isEmpty)
  precondition(head.isAsteriskForm || head.path.first == UInt8(ascii: "/"))
  precondition(head.method != .connect && head.method != .trace)
  precondition(
    head.count(of: "host") <= 1 && head.count(of: "content-length") + head.count(of: "transfer-encoding") <= 1)
  head.forEach { name, value in
    precondition(!name.isEmpty && value.trimmed == value)
    for index in 0..<value.count { precondition(value[index] >= 0x20 && value[index] != 0x7F || value[index] == 9) }
  }
  for index in 0..<head.target.count { precondition(head.target[index] > 0x20 && head.target[index] < 0x7F) }
}
