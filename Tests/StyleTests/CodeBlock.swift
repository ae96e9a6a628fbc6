import Foundation

/// A braced declaration in Swift source.
struct CodeBlock: Equatable {
  enum Kind {
    case type
    case function
    case other
  }

  let kind: Kind
  let isPrivate: Bool
  /// 0 at the top of the file.
  let depth: Int
  let firstLine: Int
  let lastLine: Int

  var lineCount: Int { lastLine - firstLine + 1 }

  private static let keywords = [
    "struct", "class", "enum", "actor", "protocol", "func", "init", "deinit", "subscript",
  ]

  /// All blocks, in the order in which they end.
  static func all(in masked: MaskedSwift) -> [CodeBlock] {
    var blocks: [CodeBlock] = []
    var open: [(kind: Kind, isPrivate: Bool, line: Int)] = []
    var head: [CChar] = []
    var headLine = 1
    for (index, line) in masked.lines.enumerated() {
      for character in line.bytes {
        switch UInt8(bitPattern: character) {
        case UInt8(ascii: "{"):
          let text = declaration(head)
          open.append((kind(of: text), isPrivate(text), headLine))
          head.removeAll()
        case UInt8(ascii: "}"):
          if let last = open.popLast() {
            blocks.append(
              CodeBlock(
                kind: last.kind, isPrivate: last.isPrivate, depth: open.count, firstLine: last.line, lastLine: index + 1
              ))
          }
          head.removeAll()
        case UInt8(ascii: ";"): head.removeAll()
        case UInt8(ascii: " ") where head.isEmpty: break
        default:
          if head.isEmpty { headLine = index + 1 }
          head.append(character)
        }
      }
      // A declaration's head may run over lines; else a line's end ends a statement.
      if !head.isEmpty, kind(of: declaration(head)) == .other, !isOpen(head) {
        head.removeAll()
      } else if !head.isEmpty {
        head.append(CChar(bitPattern: UInt8(ascii: " ")))
      }
    }
    return blocks
  }

  /// The head as text; empty when no keyword is in it, which is quick to see.
  private static func declaration(_ head: [CChar]) -> String {
    let terminated = head + [0]
    guard keywords.contains(where: { strstr(terminated, $0) != nil }) else { return "" }
    return String(decoding: head.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// A bracket is still open.
  private static func isOpen(_ head: [CChar]) -> Bool {
    var depth = 0
    for character in head {
      if UInt8(bitPattern: character) == UInt8(ascii: "(") { depth += 1 }
      if UInt8(bitPattern: character) == UInt8(ascii: ")") { depth -= 1 }
    }
    return depth > 0
  }

  private static func kind(of head: String) -> Kind {
    if head.isEmpty { return .other }
    if head.firstMatch(of: #/\b(?:struct|class|enum|actor|protocol)\s+\w+/#.wordBoundaryKind(.simple)) != nil,
      head.firstMatch(of: #/\bclass\s+(?:func|var)\b/#.wordBoundaryKind(.simple)) == nil
    {
      return .type
    }
    if head.firstMatch(
      of: #/(?:\bfunc\s+\S+|\binit[?!]?\s*[<(]|\bdeinit\b|\bsubscript\s*[<(])/#.wordBoundaryKind(.simple)) != nil
    {
      return .function
    }
    return .other
  }

  private static func isPrivate(_ head: String) -> Bool {
    head.firstMatch(of: #/^(?:@\w+\s+)*(?:file)?private\b/#.wordBoundaryKind(.simple)) != nil
  }
}
