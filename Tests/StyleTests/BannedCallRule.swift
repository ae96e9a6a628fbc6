/// Calls that have a better replacement here.
struct BannedCallRule: StyleRule {
  private struct Ban: @unchecked Sendable {
    // A Regex is not Sendable only because it may hold a closure; these are literals without one.
    let pattern: Regex<Substring>
    /// One of these is in each line that the pattern matches: cheaper to look for.
    let words: [String]
    let message: String
    let applies: @Sendable (SourceFile) -> Bool
  }

  private static let product: @Sendable (SourceFile) -> Bool = { $0.isProduct }
  private static let everywhere: @Sendable (SourceFile) -> Bool = { _ in true }

  private let bans: [Ban] = [
    Ban(
      pattern: #/(?:^|[^.\w])(?:print|debugPrint|dump|NSLog)\(/#,
      words: ["print(", "Print(", "dump(", "NSLog("],
      message: "not through stdio: write(2) for lines that people or machines read, StructuredLog for logs",
      applies: { $0.isProduct && $0.target != "usher" }),
    Ban(
      // A type of one's own may be called so; what stands before it tells.
      pattern: #/(?:^|[=({,;\]]|\b(?:return|await|try|in))\s*Task(?:\.detached)?(?:\([^)]*\))?\s*\{/#,
      words: ["Task"],
      message: "an unstructured task leaves its loop: a callback of the loop, or a child of a task group",
      applies: product),
    Ban(
      pattern: #/(?:^|[^.\w])DispatchQueue\b|(?:^|[^.\w])Thread(?:\(|\.detach)/#,
      words: ["DispatchQueue", "Thread"],
      message: "threads are LoopThread's", applies: product),
    Ban(
      pattern: #/\btry!/#, words: ["try!"], message: "`try` with the error handled or passed on", applies: everywhere),
    Ban(
      pattern: #/\b(?:fatalError|preconditionFailure|assertionFailure)\(\s*\)/#,
      words: ["fatalError(", "Failure("], message: "say in the message what could not be", applies: everywhere),
  ]

  func violations(in file: SourceFile) -> [Violation] {
    guard file.isSwift else { return [] }
    let active = bans.filter { $0.applies(file) }
    var found: [Violation] = []
    for (index, line) in file.code.lines.enumerated() {
      for ban in active
      where line.contains(anyOf: ban.words)
        && line.text.firstMatch(of: ban.pattern.wordBoundaryKind(.simple)) != nil
      {
        found.append(Violation(path: file.path, line: index + 1, message: ban.message))
      }
    }
    return found
  }
}
