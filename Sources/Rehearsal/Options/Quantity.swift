import Primitives

/// Numbers as people write them on a command line.
enum Quantity {
  /// `20s`, `500ms`, `1.5m`, `2h`, `0`; nil for anything else.
  static func duration(_ text: String) -> Duration? {
    let units: [(suffix: String, milliseconds: Int64)] = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)]
    if text == "0" { return .zero }
    for unit in units where text.hasSuffix(unit.suffix) {
      // `5m` ends in `m`, `5ms` in `s` as well: what is left has to be a number.
      guard let thousandths = decimal(String(text.dropLast(unit.suffix.count)), places: 3) else { continue }
      return .milliseconds(thousandths * unit.milliseconds / 1_000)
    }
    return nil
  }

  /// `10%` or `0.1`, from 0 to all; in millionths.
  static func share(_ text: String) -> Int? {
    let millionths =
      text.hasSuffix("%") ? decimal(String(text.dropLast()), places: 4) : decimal(text, places: 6)
    return millionths.flatMap { $0 <= 1_000_000 ? Int($0) : nil }
  }

  /// A plain decimal without sign and exponent, times 10^`places`.
  static func decimal(_ text: String, places: Int) -> Int64? {
    guard text.utf8.count <= 12, text.utf8.allSatisfy({ $0.isASCIIDigit || $0 == UInt8(ascii: ".") }) else {
      return nil
    }
    return (try? JSONReader.parse(text))?.numberValue?.fixedPoint(places: places)
  }
}
