/// An amount of money in the currency's smallest unit (cents), with its ISO 4217 code.
public struct Money: Equatable, Sendable {
  public var minorUnits: Int
  /// Three capital letters, as in "EUR".
  public var currency: String

  public init(minorUnits: Int, currency: String) {
    self.minorUnits = minorUnits
    self.currency = currency
  }

  /// As people write it: "€65.00", "¥1,200", "CHF 80.00".
  public var text: String {
    let digits = Money.fractionDigits(currency)
    var scale = 1
    for _ in 0..<digits { scale *= 10 }
    let amount = abs(minorUnits)
    var text = minorUnits < 0 ? "−" : ""
    text += Money.sign(currency) ?? "\(currency)\u{A0}"
    text += NumberText.grouped(amount / scale)
    if digits > 0 {
      let fraction = String(amount % scale)
      text += "." + String(repeating: "0", count: digits - fraction.utf8.count) + fraction
    }
    return text
  }

  private static func sign(_ currency: String) -> String? {
    switch currency {
    case "EUR": "€"
    case "USD": "$"
    case "GBP": "£"
    case "JPY": "¥"
    default: nil
    }
  }

  /// How many digits ISO 4217 gives the currency's minor unit; two but for a few.
  private static func fractionDigits(_ currency: String) -> Int {
    switch currency {
    case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW": 0
    case "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF": 0
    case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND": 3
    default: 2
    }
  }
}
