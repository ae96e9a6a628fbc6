extension HTML {
  public struct StringInterpolation: StringInterpolationProtocol {
    var markup = ""

    public init(literalCapacity: Int, interpolationCount: Int) {
      markup.reserveCapacity(literalCapacity + 24 * interpolationCount)
    }

    /// Only literals of the source arrive here: `StaticString` sees to that.
    public mutating func appendLiteral(_ literal: StaticString) {
      literal.withUTF8Buffer { markup += String(decoding: $0, as: UTF8.self) }
    }

    /// Text, as content or inside a double-quoted attribute.
    public mutating func appendInterpolation(_ text: String) { HTMLEscape.append(text, to: &markup) }

    public mutating func appendInterpolation(_ number: Int) { markup += String(number) }

    public mutating func appendInterpolation(_ html: HTML) { markup += html.markup }

    /// The piece if there is one, else nothing.
    public mutating func appendInterpolation(_ html: HTML?) {
      if let html { markup += html.markup }
    }

    /// A link's target: a path on this site with its query, given whole. Anything that could lead elsewhere becomes `/`.
    public mutating func appendInterpolation(path: String) {
      HTMLEscape.append(SitePath.isSafe(path) ? path : "/", to: &markup)
    }

    /// One segment of a path, or one value of a query: percent-encoded, so that it stays one.
    public mutating func appendInterpolation(segment: String) { HTMLEscape.appendPercentEncoded(segment, to: &markup) }

    /// The piece if the condition holds, else nothing; it isn't even made otherwise.
    public mutating func appendInterpolation(if condition: Bool, _ html: @autoclosure () -> HTML) {
      if condition { markup += html().markup }
    }
  }
}
