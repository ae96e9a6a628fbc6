/// Sizes in bytes, or with a unit: `512`, `64KiB`, `1MiB`.
enum ByteCount {
  private static let units = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("", 1)]

  static func parse(_ text: String) -> Int? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard (1...9).contains(digits.count), let count = Int(digits),
      let unit = units.first(where: { $0.0 == text[digits.endIndex...] })
    else { return nil }
    return count * unit.1
  }

  static func text(_ bytes: Int) -> String {
    if bytes == 0 { return "0" }
    let unit = units.first { bytes % $0.1 == 0 } ?? ("", 1)
    return "\(bytes / unit.1)\(unit.0)"
  }
}
