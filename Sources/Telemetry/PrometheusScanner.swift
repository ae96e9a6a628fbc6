/// Reads one sample's line from left to right.
struct PrometheusScanner {
  private var rest: Substring

  init(_ line: String) { rest = line[...] }

  mutating func name() throws(PrometheusProblem) -> String {
    let name = rest.prefix { $0 != "{" && $0 != " " }
    guard MetricName.isMetric(String(name)) else { throw PrometheusProblem("`\(name)` is no name for a metric") }
    rest = rest[name.endIndex...]
    return String(name)
  }

  mutating func labels() throws(PrometheusProblem) -> [MetricLabel] {
    guard rest.first == "{" else { return [] }
    rest = rest.dropFirst()
    var labels: [MetricLabel] = []
    while rest.first != "}" {
      let name = rest.prefix { $0 != "=" }
      guard MetricName.isLabel(String(name)), !labels.contains(where: { $0.name == name }) else {
        throw PrometheusProblem("`\(name)` is no label's name here")
      }
      rest = rest[name.endIndex...]
      guard rest.hasPrefix("=\"") else { throw PrometheusProblem("a label wants a value in quotes") }
      rest = rest.dropFirst(2)
      labels.append(MetricLabel(String(name), try quoted()))
      if rest.first == "," {
        rest = rest.dropFirst()
      } else if rest.first != "}" {
        throw PrometheusProblem("labels want commas between them and a brace behind them")
      }
    }
    rest = rest.dropFirst()
    return labels
  }

  mutating func value() throws(PrometheusProblem) -> Double {
    guard rest.first == " " else { throw PrometheusProblem("a value wants one space before it") }
    let valueText = String(rest.dropFirst())
    switch valueText {
    case "+Inf": return .infinity
    case "-Inf": return -.infinity
    case "NaN": return .nan
    default:
      let characters = valueText.utf8
      guard characters.allSatisfy({ (48...57).contains($0) || "+-.eE".utf8.contains($0) }),
        let value = Double(valueText)
      else { throw PrometheusProblem("`\(valueText.prefix(40))` is no number") }
      return value
    }
  }

  /// Up to the closing quote, which is taken.
  private mutating func quoted() throws(PrometheusProblem) -> String {
    var end = rest.startIndex
    let scalars = rest.unicodeScalars
    var isEscaped = false
    while end < scalars.endIndex, isEscaped || scalars[end] != "\"" {
      isEscaped = !isEscaped && scalars[end] == "\\"
      end = scalars.index(after: end)
    }
    guard end < scalars.endIndex else { throw PrometheusProblem("a label's value wants a closing quote") }
    let text = try Self.unescaped(rest[..<end], quotes: true)
    rest = rest[scalars.index(after: end)...]
    return text
  }

  static func unescaped(_ text: Substring, quotes: Bool) throws(PrometheusProblem) -> String {
    guard text.utf8.contains(UInt8(ascii: "\\")) else { return String(text) }
    var result = ""
    var isEscaped = false
    for scalar in text.unicodeScalars {
      switch (isEscaped, scalar) {
      case (false, "\\"):
        isEscaped = true
        continue
      case (false, _): result.unicodeScalars.append(scalar)
      case (true, "\\"): result += "\\"
      case (true, "n"): result += "\n"
      case (true, "\"") where quotes: result += "\""
      default: throw PrometheusProblem("unknown escape")
      }
      isEscaped = false
    }
    if isEscaped { throw PrometheusProblem("unknown escape") }
    return result
  }
}
