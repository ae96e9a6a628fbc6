import Foundation

/// A file of the checkout, with its path from the top.
struct SourceFile: Sendable {
  let path: String
  let text: String
  /// The lines of the text; line 1 is first.
  let lines: [CodeLine]
  /// The lines of a Swift file without comments and texts; empty for other files.
  let code: MaskedSwift

  init(path: String, text: String) {
    self.path = path
    self.text = text
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { CodeLine(String($0)) }
    code = MaskedSwift(path.hasSuffix(".swift") ? text : "")
  }

  var isSwift: Bool { path.hasSuffix(".swift") }
  var isProduct: Bool { path.hasPrefix("Sources/") }
  /// `Gateway` for `Sources/Gateway/…`; `nil` outside `Sources`.
  var target: String? {
    let parts = path.split(separator: "/")
    return isProduct && parts.count > 2 ? String(parts[1]) : nil
  }

}
