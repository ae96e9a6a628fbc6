/// Where a route takes its room from.
public enum RoomSource: Sendable, Hashable, CustomStringConvertible {
  case fixed(String)
  /// A segment of the route's path, by its name in braces.
  case path(String)
  case query(String)
  case header(String)
  /// The room that the pass is for.
  case pass

  /// `demo`, `from path event`, `from query event`, `from header X-Event` or `from pass`; nil for anything else.
  public init?(_ text: String) {
    let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    switch (words.count, words.first, words.count > 1 ? words[1] : "") {
    case (1, _, _):
      guard RoomConfiguration.isID(text) else { return nil }
      self = .fixed(text)
    case (2, "from", "pass"): self = .pass
    case (3, "from", "path") where Self.isToken(words[2]): self = .path(words[2])
    case (3, "from", "query") where Self.isToken(words[2]): self = .query(words[2])
    case (3, "from", "header") where Self.isToken(words[2]): self = .header(words[2])
    default: return nil
    }
  }

  public var description: String {
    switch self {
    case .fixed(let room): room
    case .path(let name): "from path \(name)"
    case .query(let name): "from query \(name)"
    case .header(let name): "from header \(name)"
    case .pass: "from pass"
    }
  }

  private static func isToken(_ name: String) -> Bool {
    (1...64).contains(name.utf8.count)
      && name.utf8.allSatisfy { byte in
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45 || byte == 95
      }
  }
}
