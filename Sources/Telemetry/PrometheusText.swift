public import Primitives

/// The text form that Prometheus collects (version 0.0.4).
public enum PrometheusText {
  /// The answer's `Content-Type`.
  public static let contentType: StaticString = "text/plain; version=0.0.4; charset=utf-8"

  public static func append(_ snapshot: MetricsSnapshot, to buffer: ByteBuffer) {
    for family in snapshot.families where !family.samples.isEmpty {
      if !family.help.isEmpty {
        buffer.append("# HELP \(family.name) ")
        appendEscaped(family.help, quotes: false, to: buffer)
        buffer.append(byte: UInt8(ascii: "\n"))
      }
      buffer.append("# TYPE \(family.name) \(family.kind.rawValue)\n")
      for sample in family.samples { append(sample, of: family.name, to: buffer) }
    }
  }

  private static func append(_ sample: MetricSample, of name: String, to buffer: ByteBuffer) {
    buffer.append(name)
    buffer.append(sample.suffix)
    for (index, label) in sample.labels.enumerated() {
      buffer.append(byte: index == 0 ? UInt8(ascii: "{") : UInt8(ascii: ","))
      buffer.append(label.name)
      buffer.append("=\"" as StaticString)
      appendEscaped(label.value, quotes: true, to: buffer)
      buffer.append(byte: UInt8(ascii: "\""))
    }
    if !sample.labels.isEmpty { buffer.append(byte: UInt8(ascii: "}")) }
    buffer.append(byte: UInt8(ascii: " "))
    buffer.append(number(sample.value))
    buffer.append(byte: UInt8(ascii: "\n"))
  }

  private static func appendEscaped(_ text: String, quotes: Bool, to buffer: ByteBuffer) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\\"): buffer.append("\\\\" as StaticString)
      case UInt8(ascii: "\n"): buffer.append("\\n" as StaticString)
      case UInt8(ascii: "\"") where quotes: buffer.append("\\\"" as StaticString)
      default: buffer.append(byte: byte)
      }
    }
  }

  /// The shortest text that reads back as the same number.
  static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
    if let integer = Int64(exactly: value) { return String(integer) }
    return value.description
  }
}
