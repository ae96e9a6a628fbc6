import Foundation

/// The table itself: arrows point up, and each C module has one importer.
struct HouseRule: StyleRule {
  func violations(in file: SourceFile) -> [Violation] {
    guard file.path == "Package.swift" else { return [] }
    let house = HouseTable(manifest: file.text)
    func violation(_ message: String) -> Violation { Violation(path: file.path, line: 1, message: message) }
    guard !house.rows.isEmpty, !house.cModules.isEmpty else {
      return [violation("the house table can't be read")]
    }
    var found: [Violation] = []
    var above: Set<String> = []
    for row in house.rows {
      for module in row.imports where !house.isC(module) && !above.contains(module) {
        found.append(violation("\(row.name) imports \(module), which does not stand above it"))
      }
      above.insert(row.name)
    }
    for module in house.cModules {
      let importers = house.rows.filter { $0.imports.contains(module) }.map(\.name)
      if importers.count != 1 { found.append(violation("\(module) has \(importers.count) importers: one it must be")) }
    }
    return found
  }
}
