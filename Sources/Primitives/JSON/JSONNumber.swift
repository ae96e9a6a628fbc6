/// A JSON number as it was written, so that nothing is lost before the reader has said what kind he wants.
public struct JSONNumber: Equatable, Sendable {
  /// The number's text, checked against the grammar of RFC 8259.
  public let text: String

  init(checked text: String) { self.text = text }

  public init(_ value: Int) { text = String(value) }

  /// The number, if it is written without fraction and exponent and fits.
  public var integer: Int? { Int(text) }

  /// The nearest double; may be infinite for numbers beyond it.
  public var double: Double { Double(text) ?? .nan }

  /// The number times 10^`places`, exactly: `12.5` with 2 places is 1250. Nil if it has more decimals than that, or the
  /// result doesn't fit. What rates and amounts are read with, because a double would round them.
  public func fixedPoint(places: Int) -> Int64? {
    var digits: [UInt8] = []
    var scale = places
    var negative = false
    var exponent = 0
    var exponentNegative = false
    var inFraction = false
    var inExponent = false
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "-"): if inExponent { exponentNegative = true } else { negative = true }
      case UInt8(ascii: "+"): break
      case UInt8(ascii: "."): inFraction = true
      case UInt8(ascii: "e"), UInt8(ascii: "E"): inExponent = true
      default:
        if inExponent {
          // Far beyond any exponent that could give a result; stops before it overflows.
          exponent = min(exponent * 10 + Int(byte - 0x30), 100_000)
        } else {
          digits.append(byte - 0x30)
          if inFraction { scale -= 1 }
        }
      }
    }
    scale += exponentNegative ? -exponent : exponent
    return JSONNumber.scaled(digits, by: scale, negative: negative)
  }

  private static func scaled(_ digits: [UInt8], by scale: Int, negative: Bool) -> Int64? {
    var digits = digits[...]
    var scale = scale
    while scale < 0, digits.last == 0 {
      digits.removeLast()
      scale += 1
    }
    digits = digits.drop { $0 == 0 }
    if digits.isEmpty { return 0 }
    guard scale >= 0, digits.count + scale <= 19 else { return nil }
    var value: Int64 = 0
    for place in 0..<(digits.count + scale) {
      let digit = place < digits.count ? Int64(digits[digits.startIndex + place]) : 0
      let (shifted, overflowed) = value.multipliedReportingOverflow(by: 10)
      let (sum, carried) = shifted.subtractingReportingOverflow(digit)
      if overflowed || carried { return nil }
      value = sum
    }
    // Built up as a negative number, because Int64.min has no positive twin.
    if negative { return value }
    return value == .min ? nil : -value
  }
}
