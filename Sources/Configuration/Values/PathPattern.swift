/// Which paths a route takes: segments that must be there word for word, `{name}` for any one segment, and at the end
/// `**` for any rest, also none. `/shop/{event}/seats`, `/assets/**`.
public struct PathPattern: Sendable, Hashable, CustomStringConvertible {
  public enum Segment: Sendable, Hashable {
    case literal(String)
    case any(name: String)
  }

  public let segments: [Segment]
  /// The pattern ends with `**`.
  public let takesRest: Bool
  public let description: String

  public static let bytesMax = 512

  public init?(_ text: String) {
    guard text.hasPrefix("/"), text.utf8.count <= Self.bytesMax else { return nil }
    var segments: [Segment] = []
    var names: Set<String> = []
    var parts = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    takesRest = parts.last == "**"
    if takesRest { parts.removeLast() }
    if text == "/" { parts = [] }
    for part in parts {
      if part.hasPrefix("{") && part.hasSuffix("}") {
        let name = String(part.dropFirst().dropLast())
        guard Self.isName(name), names.insert(name).inserted else { return nil }
        segments.append(.any(name: name))
      } else {
        guard Self.isLiteral(part) else { return nil }
        segments.append(.literal(String(part)))
      }
    }
    self.segments = segments
    description = text
  }

  /// The names in braces.
  public var names: [String] {
    segments.compactMap { if case .any(let name) = $0 { name } else { nil } }
  }

  private static func isName(_ text: String) -> Bool {
    (1...40).contains(text.utf8.count) && text.utf8.allSatisfy { (97...122).contains($0) || $0 == 95 }
  }

  /// Unreserved characters and those that paths carry as they are; nothing that could be written in another way.
  private static func isLiteral(_ text: Substring) -> Bool {
    guard !text.isEmpty, text != ".", text != ".." else { return false }
    return text.utf8.allSatisfy { byte in
      switch byte {
      case 48...57, 65...90, 97...122: true
      default: "-._~!$&'()+,=:@".utf8.contains(byte)
      }
    }
  }
}
