/// Whole numbers and decimals as people write them: digits, a minus sign, one point. No exponents, no blanks, no `+`.
enum DecimalNumber {
  static func integer(_ text: String) -> Int? {
    let digits = text.utf8.first == 45 ? text.utf8.dropFirst() : text.utf8[...]
    guard (1...18).contains(digits.count), digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int(text)
  }

  /// The number in millionths, exactly; nil if it has more than six decimals.
  static func micros(_ text: String) -> Int64? {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts[0].utf8.count <= 12, let whole = integer(String(parts[0])), whole.magnitude <= 1_000_000_000_000 else {
      return nil
    }
    var fraction = 0
    if parts.count == 2 {
      guard (1...6).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy({ (48...57).contains($0) }) else {
        return nil
      }
      fraction = Int(parts[1] + String(repeating: "0", count: 6 - parts[1].utf8.count)) ?? 0
    }
    let magnitude = Int64(whole.magnitude) * 1_000_000 + Int64(fraction)
    return text.hasPrefix("-") ? -magnitude : magnitude
  }

  static func text(micros: Int64) -> String {
    let sign = micros < 0 ? "-" : ""
    let whole = micros.magnitude / 1_000_000
    let fraction = micros.magnitude % 1_000_000
    guard fraction > 0 else { return "\(sign)\(whole)" }
    var digits = String(fraction)
    digits = String(repeating: "0", count: 6 - digits.utf8.count) + digits
    while digits.last == "0" { digits.removeLast() }
    return "\(sign)\(whole).\(digits)"
  }
}
