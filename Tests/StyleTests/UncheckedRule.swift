/// What switches the compiler's checks off: `-Ounchecked` never; `@unchecked Sendable` in EventLoop only, unless a comment
/// on one of the three lines beside it says why.
struct UncheckedRule: StyleRule {
  func violations(in file: SourceFile) -> [Violation] {
    var found: [Violation] = []
    if file.isSwift, file.target != "EventLoop" {
      let lines = file.lines
      for (index, line) in file.code.lines.enumerated() where line.contains("@unchecked " + "Sendable") {
        let around = lines[max(0, index - 3)...min(lines.count - 1, index + 3)]
        if !around.contains(where: { $0.contains("//") && $0.contains("Sendable") }) {
          let message =
            "`@unchecked Sendable` only in EventLoop, or with a comment beside it that says why it is Sendable"
          found.append(Violation(path: file.path, line: index + 1, message: message))
        }
      }
    }
    for (index, line) in file.lines.enumerated() where !file.path.hasPrefix("Tests/StyleTests/") {
      if line.contains("-O" + "unchecked"), !file.path.hasSuffix(".md") {
        found.append(Violation(path: file.path, line: index + 1, message: "-Ounchecked drops preconditions: -O"))
      }
    }
    return found
  }
}
