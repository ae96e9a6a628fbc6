/// Each import in Sources is in the house table; C modules stay inside; Foundation stays out.
struct ImportRule: StyleRule {
  let house: HouseTable
  /// Modules of the toolchain that any target may import.
  private let free: Set<String> = ["Glibc", "Synchronization", "Builtin"]
  /// Targets of the control plane, which may use `FoundationEssentials`.
  private let essentials: Set<String> = ["BookingService", "Operations", "Rehearsal"]

  func violations(in file: SourceFile) -> [Violation] {
    guard file.isSwift, let target = file.target, target != "C" else { return [] }
    let allowed = target == "usher" ? ["Operations", "Rehearsal"] : house.imports(of: target)
    guard let allowed else {
      return [Violation(path: file.path, line: 1, message: "target \(target) is not in Package.swift's house table")]
    }
    var found: [Violation] = []
    for (index, line) in file.code.lines.enumerated() where line.contains("import") {
      guard
        let match = line.text.firstMatch(
          of:
            #/^\s*((?:@\w+(?:\([^)]*\))?\s+)*)(?:(\w+)\s+)?import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)/#
        )
      else { continue }
      if let message = judge(String(match.3), access: match.2.map(String.init), target: target, allowed: allowed) {
        found.append(Violation(path: file.path, line: index + 1, message: message))
      }
    }
    return found
  }

  private func judge(_ module: String, access: String?, target: String, allowed: [String]) -> String? {
    if module == "FoundationEssentials" {
      return essentials.contains(target)
        ? nil : "FoundationEssentials only in \(essentials.sorted().joined(separator: ", ")): use Primitives"
    }
    if module.hasPrefix("Foundation") || module == "Dispatch" {
      return "\(module) only in tests: use Primitives and EventLoop"
    }
    if free.contains(module) { return nil }
    guard allowed.contains(module) else {
      return "\(target) may not import \(module): the house table in Package.swift says what it may"
    }
    if house.isC(module), !["internal", "fileprivate", "private"].contains(access) {
      return "write `internal import \(module)`: no C type leaves its one importer"
    }
    return nil
  }
}
