import Foundation

/// All text files that belong to the project.
enum Checkout {
  static let root: String = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url.path
  }()

  static let files: [SourceFile] = {
    let made = [".build", ".git", ".tools", ".usher"]
    guard let walker = FileManager.default.enumerator(atPath: root) else { return [] }
    var found: [SourceFile] = []
    while let path = walker.nextObject() as? String {
      if made.contains(path) || path.hasPrefix(".build-") || path.hasSuffix("__pycache__") {
        walker.skipDescendants()
        continue
      }
      guard let data = FileManager.default.contents(atPath: "\(root)/\(path)"), data.count < 4 << 20,
        let text = String(data: data, encoding: .utf8), !text.utf8.contains(0)
      else { continue }
      found.append(SourceFile(path: path, text: text))
    }
    return found.sorted { $0.path < $1.path }
  }()

  static func file(_ path: String) -> SourceFile? { files.first { $0.path == path } }
}
