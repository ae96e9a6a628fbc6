/// Each Lua script's head says in words what it promises, then its KEYS, ARGV, reply and cost. Preludes and parts are no
/// scripts of their own.
struct ScriptHeadRule: StyleRule {
  /// A promise in fewer letters is none.
  private let promiseLengthMin = 30

  func violations(in file: SourceFile) -> [Violation] {
    guard file.path.hasPrefix("lua/"), file.path.hasSuffix(".lua"), !file.path.hasPrefix("lua/prelude"),
      !file.path.hasPrefix("lua/parts/")
    else { return [] }
    let head = file.lines.map(\.text).prefix { $0.hasPrefix("--") }
    func violation(_ what: String) -> Violation {
      Violation(path: file.path, line: 1, message: "the head comment does not say \(what)")
    }
    let names = ["KEYS", "ARGV", "Reply", "Cost"]
    var found = names.filter { name in !head.contains { $0.hasPrefix("-- \(name) ") } }
      .map { violation("its \($0), on a line that begins with `-- \($0) `") }
    let words = head.prefix { line in !names.contains { line.hasPrefix("-- \($0) ") } }
    let promise = words.filter { !$0.hasPrefix("-- Parts:") }.map { $0.dropFirst(2).count }.reduce(0, +)
    if promise < promiseLengthMin { found.append(violation("what the script promises, before its KEYS")) }
    return found
  }
}
