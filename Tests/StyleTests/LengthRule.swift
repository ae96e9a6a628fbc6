/// Files of at most 400 lines, functions of at most 70, one type a file.
struct LengthRule: StyleRule {
  private let fileLinesMax = 400
  private let functionLinesMax = 70
  /// A small companion (an error, an option set) may stand beside the file's type.
  private let companionLinesMax = 40

  func violations(in file: SourceFile) -> [Violation] {
    guard file.isSwift, file.path != "Package.swift" else { return [] }
    var found: [Violation] = []
    let count = file.lines.count - (file.text.hasSuffix("\n") ? 1 : 0)
    if count > fileLinesMax {
      found.append(
        Violation(path: file.path, line: fileLinesMax + 1, message: "\(count) lines, \(fileLinesMax) at most: split it")
      )
    }
    let masked = file.code
    for block in CodeBlock.all(in: masked) {
      if block.kind == .function, block.lineCount > functionLinesMax {
        let message = "a function of \(block.lineCount) lines, \(functionLinesMax) at most: split it"
        found.append(Violation(path: file.path, line: block.firstLine, message: message))
      }
    }
    if file.isProduct { found += companions(of: masked, path: file.path) }
    return found
  }

  private func companions(of masked: MaskedSwift, path: String) -> [Violation] {
    let types = CodeBlock.all(in: masked).filter { $0.kind == .type && $0.depth == 0 && !$0.isPrivate }
    guard let main = types.max(by: { $0.lineCount < $1.lineCount }) else { return [] }
    return types.filter { $0 != main && $0.lineCount > companionLinesMax }.map {
      Violation(
        path: path, line: $0.firstLine,
        message:
          "a second type of \(max($0.lineCount, 0)) lines: one type a file, companions have \(companionLinesMax) at most"
      )
    }
  }
}
