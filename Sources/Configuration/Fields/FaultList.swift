/// Gathers everything that is wrong with a document, so that one run shows all of it.
struct FaultList {
  private(set) var faults: [(position: YAMLPosition?, message: String)] = []
  private var paths: Set<String> = []

  /// `path` is that of the value at fault.
  mutating func add(_ position: YAMLPosition?, _ path: String, _ message: String) {
    faults.append((position, message))
    paths.insert(path)
  }

  /// True if the value at `path` was not read as it stands.
  func hasFault(at path: String) -> Bool { paths.contains(path) }

  mutating func addUnknownKey(_ entry: YAMLEntry, _ path: String, known: [String]) {
    let place = path.isEmpty ? "the configuration" : "`\(path)`"
    let advice =
      if let near = Spelling.nearest(to: entry.key, in: known) {
        "did you mean `\(near)`?"
      } else {
        "write one of \(known.joined(separator: ", "))"
      }
    add(entry.keyPosition, path, "\(place) has no key `\(entry.key)`; \(advice)")
  }

  /// The entries of a mapping, without those that repeat a key.
  mutating func entries(of node: YAMLNode, _ path: String) -> [YAMLEntry]? {
    guard case .mapping(let entries) = node.value else {
      let place = path.isEmpty ? "the file" : "`\(path)`"
      add(node.position, path, "\(place) is \(node.kind); write a mapping of keys to values")
      return nil
    }
    var seen: [String: YAMLPosition] = [:]
    return entries.filter { entry in
      guard let first = seen[entry.key] else {
        seen[entry.key] = entry.keyPosition
        return true
      }
      add(
        entry.keyPosition, path,
        "`\(entry.key)` stands a second time here, first on line \(first.line); leave one of them out")
      return false
    }
  }

  mutating func elements(of node: YAMLNode, _ path: String, countMax: Int, each: String) -> [YAMLNode]? {
    if node.isNull { return [] }
    guard case .sequence(let elements) = node.value else {
      add(node.position, path, "`\(path)` is \(node.kind); write a list, each \(each)")
      return nil
    }
    if elements.count > countMax {
      add(node.position, path, "`\(path)` has \(elements.count) entries; write at most \(countMax)")
    }
    return elements
  }
}
