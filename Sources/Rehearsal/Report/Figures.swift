import Primitives

/// Numbers for people.
enum Figures {
  /// With that many decimals at most, and no zeros behind the last.
  static func decimal(_ value: Double, places: Int) -> String {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let writer = ByteBuffer(capacity: 32)
    var json = JSONWriter(writer)
    json.value((value * scale).rounded() / scale)
    return writer.string
  }

  /// Microseconds as seconds.
  static func seconds(_ microseconds: Int?) -> String {
    microseconds.map { "\(decimal(Double($0) / 1e6, places: 1)) s" } ?? "-"
  }

  /// Microseconds as milliseconds.
  static func milliseconds(_ microseconds: Int?) -> String {
    microseconds.map { decimal(Double($0) / 1e3, places: $0 < 10_000 ? 2 : $0 < 100_000 ? 1 : 0) } ?? "-"
  }

  static func duration(_ duration: Duration) -> String {
    let milliseconds = duration.milliseconds
    if milliseconds < 1_000 { return "\(milliseconds) ms" }
    if milliseconds < 120_000 { return "\(decimal(Double(milliseconds) / 1e3, places: 1)) s" }
    return "\(decimal(Double(milliseconds) / 60e3, places: 1)) min"
  }

  static func share(perMillion: Int) -> String { "\(decimal(Double(perMillion) / 1e4, places: 2)) %" }

  static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  static func aligned(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
