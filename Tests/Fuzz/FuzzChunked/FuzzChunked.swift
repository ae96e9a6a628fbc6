import HTTPWire
import Primitives

/// Chunked bodies: however the bytes arrive, the result is the same; and a body that was put together comes back when it is
/// written in chunks again.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard count > 1 else { return 0 }
  let input = ByteView(start, count: count)
  let bytes = input.slice(from: 1)
  let whole = Decoded(bytes, pieces: bytes.count)
  precondition(Decoded(bytes, pieces: 1 + Int(input[0] & 31)) == whole)
  guard whole.isWhole else { return 0 }
  let buffer = ByteBuffer()
  whole.body.withUnsafeBytes { ChunkedWriter.appendChunk(ByteView($0), to: buffer) }
  ChunkedWriter.appendEnd(to: buffer)
  let again = Decoded(buffer.readable, pieces: 7)
  precondition(again.isWhole && again.body == whole.body && again.consumed == buffer.readableCount)
  return 0
}

private struct Decoded: Equatable {
  var body: [UInt8] = []
  var isWhole = false
  var consumed = 0
  var fault: ChunkFault?

  init(_ bytes: ByteView, pieces: Int) {
    var decoder = ChunkedDecoder(limits: ChunkLimits(chunkBytesMax: 1 << 20))
    var given = 0
    while true {
      do throws(ChunkFault) {
        let step = try decoder.step(bytes.slice(from: consumed, to: given))
        consumed += step.consumed
        switch step.event {
        case .data(let data):
          precondition(!data.isEmpty)
          body += data.array
        case .end:
          isWhole = true
          return
        case .needsMore: precondition(consumed == given)
        }
      } catch {
        fault = error
        consumed = 0
        return
      }
      guard consumed == given else { continue }
      guard given < bytes.count else { return }
      given = min(bytes.count, given + max(1, pieces))
    }
  }
}
