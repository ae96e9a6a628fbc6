public import Primitives

/// Reads Prometheus' text form (version 0.0.4) as strictly as ``PrometheusText`` writes it: what another process
/// answered on `/metrics`, to be merged. Time stamps are refused; a family's lines stand together.
public enum PrometheusReader {
  public static let bytesMax = 16 * 1_048_576
  public static let samplesMax = 200_000

  public static func parse(_ text: ByteView) throws(PrometheusFault) -> MetricsSnapshot {
    guard text.count <= bytesMax else {
      throw PrometheusFault(line: 0, reason: "the text is longer than \(bytesMax) bytes")
    }
    guard text.last == UInt8(ascii: "\n") || text.isEmpty else {
      throw PrometheusFault(line: 0, reason: "the text does not end with a line feed")
    }
    var reader = PrometheusLines()
    var rest = text
    var line = 0
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      line += 1
      guard let content = String(validating: rest.slice(from: 0, to: end).buffer, as: UTF8.self) else {
        throw PrometheusFault(line: line, reason: "this is not UTF-8")
      }
      do throws(PrometheusProblem) {
        try reader.take(content)
      } catch {
        throw PrometheusFault(line: line, reason: error.reason)
      }
      rest = rest.slice(from: end + 1)
    }
    return MetricsSnapshot(families: reader.families)
  }
}
