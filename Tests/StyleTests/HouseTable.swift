import Foundation

/// The table of Package.swift that says what each target may import.
struct HouseTable: Sendable {
  let rows: [(name: String, imports: [String])]
  /// The modules of C: libraries of the system, and those with lines of our own.
  let cModules: [String]

  /// Reads it out of the manifest's text.
  init(manifest: String) {
    func block(after head: String) -> Substring {
      guard let start = manifest.range(of: head) else { return "" }
      let rest = manifest[start.upperBound...]
      return rest[..<(rest.range(of: "\n]")?.lowerBound ?? rest.range(of: "]\n")?.lowerBound ?? rest.endIndex)]
    }
    rows = block(after: "let house: [(name: String, imports: [String])] = [")
      .matches(of: #/\(\s*"(\w+)",\s*\[([^\]]*)\]\s*\)/#)
      .map { (String($0.1), HouseTable.names($0.2)) }
    cModules = manifest.matches(of: #/let (?:system|own)Libraries = \[([^\]]*)\]/#)
      .flatMap { HouseTable.names($0.1) }
  }

  /// `nil` when the target isn't in the table.
  func imports(of target: String) -> [String]? { rows.first { $0.name == target }?.imports }

  func isC(_ module: String) -> Bool { cModules.contains(module) }

  private static func names(_ list: Substring) -> [String] { list.matches(of: #/"(\w+)"/#).map { String($0.1) } }
}
