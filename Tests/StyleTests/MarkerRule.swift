/// Marks of unfinished work carry the number of their issue, and no path of a developer's machine is written down.
struct MarkerRule: StyleRule {
  func violations(in file: SourceFile) -> [Violation] {
    guard !file.path.hasPrefix("Tests/StyleTests/") else { return [] }
    var found: [Violation] = []
    for (index, line) in file.lines.enumerated() {
      if line.contains(anyOf: ["TODO", "FIXME", "XXX"]),
        line.text.firstMatch(of: #/\b(?:TODO|FIXME|XXX)\b(?!\(#\d+\))/#.wordBoundaryKind(.simple)) != nil
      {
        found.append(
          Violation(path: file.path, line: index + 1, message: "do it, or name its issue as in `TODO(#12)`"))
      }
      if line.contains(anyOf: ["/home/", "/Users/", "/root/", "/work/"]),
        let match = line.text.firstMatch(of: #/(?:^|[^\w.)}\]$-])\/(?:home|Users|root|work)\/[\w.-]+/#)
      {
        let message =
          "\(match.0.drop { $0 != "/" }) is a path of somebody's machine: make it relative, or take it from the environment"
        found.append(Violation(path: file.path, line: index + 1, message: message))
      }
    }
    return found
  }
}
