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

  /// All blocks, in the order in which they end.
  static func all(in masked: MaskedSwift) -> [CodeBlock] {
    var blocks: [CodeBlock] = []
    var open: [(kind: Kind, isPrivate: Bool, line: Int)] = []
    var head = ""
    var headLine = 1
    for (index, line) in masked.lines.enumerated() {
      for character in line {
        switch character {
        case "{":
          open.append((kind(of: head), isPrivate(head), headLine))
          head = ""
        case "}":
          if let last = open.popLast() {
            blocks.append(
              CodeBlock(
                kind: last.kind, isPrivate: last.isPrivate, depth: open.count, firstLine: last.line, lastLine: index + 1
              ))
          }
          head = ""
        case ";":
          head = ""
        default:
          if head.isEmpty {
            if character == " " { continue }
            headLine = index + 1
          }
          head.append(character)
        }
      }
      // A declaration's head may run over lines while a bracket is open; else a line's end ends a statement.
      if head.count(where: { $0 == "(" }) > head.count(where: { $0 == ")" }) || declares(head) {
        head.append(" ")
      } else {
        head = ""
      }
    }
    return blocks
  }

  private static func declares(_ head: String) -> Bool { kind(of: head) != .other }

  private static func kind(of head: String) -> Kind {
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
