import Primitives
import Telemetry

/// Metrics texts: what is taken is written, read and merged without a change.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let snapshot = try? PrometheusReader.parse(ByteView(start, count: count)) else { return 0 }
  let text = written(snapshot)
  guard let again = try? PrometheusReader.parse(text.readable) else { fatalError("refused its own text") }
  let textAgain = written(again)
  precondition(textAgain.string == text.string, "a snapshot changed on the way")
  let merged = MetricsSnapshot.merged([snapshot, snapshot.labelled("process", "p")])
  precondition(merged.families.count == snapshot.families.count)
  return 0
}

private func written(_ snapshot: MetricsSnapshot) -> ByteBuffer {
  let buffer = ByteBuffer()
  PrometheusText.append(snapshot, to: buffer)
  return buffer
}
