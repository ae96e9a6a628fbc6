/// Each Lua script's head says what it promises, its KEYS and ARGV, its reply and its cost.
struct ScriptHeadRule: StyleRule {
  func violations(in file: SourceFile) -> [Violation] {
    guard file.path.hasPrefix("lua/"), file.path.hasSuffix(".lua"), !file.path.hasSuffix("prelude.lua") else {
      return []
    }
    let head = file.lines.prefix { $0.hasPrefix("--") }.joined(separator: "\n").lowercased()
    return ["promise", "keys", "argv", "reply", "cost"].compactMap { word in
      head.contains(word)
        ? nil : Violation(path: file.path, line: 1, message: "the head comment does not name its \(word)")
    }
  }
}
