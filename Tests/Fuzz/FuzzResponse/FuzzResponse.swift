import HTTPWire
import Primitives
import WireKit

/// Responses on a connection to an origin: however the bytes arrive, the result is the same, and no head leaves open where its
/// body ends.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard count > 2 else { return 0 }
  let input = ByteView(start, count: count)
  let method: HTTPMethod = input[0] & 1 != 0 ? .head : .get
  let limits = input[0] & 2 != 0 ? HeadLimits(headBytesMax: 64, headersMax: 3, headerNameBytesMax: 8) : HeadLimits()
  let bytes = input.slice(from: 2).array
  let kind = WireReader.Kind.response(answering: method)
  let whole = WireReader.read(bytes, kind, limits: limits)
  let size = 1 + Int(input[1] & 31)
  let pieces = stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min(bytes.count, $0 + size)]) }
  let pieced = WireReader.read(pieces, kind, limits: limits)
  precondition(pieced == whole, "\(pieced) in pieces, \(whole) at once")

  let head = ResponseHead()
  var parser = ResponseParser()
  guard let progress = try? parser.parse(input.slice(from: 2), answering: method, into: head), progress != .incomplete
  else { return 0 }
  precondition((100...599).contains(head.status) && head.status != 101)
  precondition(!head.keepAlive || head.framing != .untilClose)
  precondition(head.count(of: "content-length") + head.count(of: "transfer-encoding") <= 1)
  if !ResponseWriter.hasBody(status: head.status, answering: method) { precondition(head.framing == .none) }
  return 0
}
