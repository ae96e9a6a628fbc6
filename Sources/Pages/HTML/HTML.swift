/// A piece of HTML that is safe to send: its markup comes from literals in the source alone, and whatever is interpolated
/// is escaped by its type. There is no way to make one from a `String` but through that escaping.
///
///     let row: HTML = "<a href=\"\(path: target)\" title=\"\(title)\">\(name)</a>"
///
/// Interpolated text is safe as element content and inside double-quoted attributes; nowhere else (not in `<script>`,
/// `<style>`, unquoted attributes or event handlers, which Usher's pages don't have). A value: cost is one string.
public struct HTML: ExpressibleByStringInterpolation, Sendable {
  /// The markup, ready to send.
  public internal(set) var markup: String

  public init(stringLiteral literal: StaticString) { self.markup = literal.description }

  public init(stringInterpolation: StringInterpolation) { self.markup = stringInterpolation.markup }

  init(escaped markup: String) { self.markup = markup }

  public static var empty: HTML { "" }

  public var isEmpty: Bool { markup.isEmpty }

  public static func + (left: HTML, right: HTML) -> HTML { HTML(escaped: left.markup + right.markup) }

  public static func += (left: inout HTML, right: HTML) { left.markup += right.markup }

  /// `items` one after the other, each as `body` writes it.
  public static func each<Items: Sequence>(_ items: Items, _ body: (Items.Element) -> HTML) -> HTML {
    var all = HTML.empty
    for item in items { all += body(item) }
    return all
  }
}
