/// What Prometheus allows as names.
enum MetricName {
  /// `[a-zA-Z_:][a-zA-Z0-9_:]*`
  static func isMetric(_ text: String) -> Bool { isName(text, colons: true) }

  /// `[a-zA-Z_][a-zA-Z0-9_]*`
  static func isLabel(_ text: String) -> Bool { isName(text, colons: false) }

  private static func isName(_ text: String, colons: Bool) -> Bool {
    guard let first = text.utf8.first, !(48...57).contains(first) else { return false }
    return text.utf8.allSatisfy { byte in
      (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte) || byte == 95
        || (colons && byte == 58)
    }
  }
}
