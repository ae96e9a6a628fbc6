/// A sleep guesses how long something takes. Where time itself is what a test is about, a comment beside it says so with
/// the word sleep.
struct SleepRule: StyleRule {
  func violations(in file: SourceFile) -> [Violation] {
    guard file.isSwift, !file.path.hasPrefix("Tests/TestKit/") else { return [] }
    let lines = file.lines
    var found: [Violation] = []
    for (index, line) in file.code.lines.enumerated() where line.contains("sleep(") {
      guard line.text.firstMatch(of: #/(?:^|[^.\w])(?:u?sleep|nanosleep)\(|(?:^|[^.\w])Task\.sleep\(/#) != nil else {
        continue
      }
      let excused = lines[max(0, index - 1)...index].contains { line in
        line.text.firstMatch(of: #/\/\/.*\b[Ss]leep\b/#.wordBoundaryKind(.simple)) != nil
      }
      if excused && !file.isProduct { continue }
      let message =
        "a timer of the loop, or `eventually` and `waitUntil` in a test: wait for a condition, not for a time"
      found.append(Violation(path: file.path, line: index + 1, message: message))
    }
    return found
  }
}
