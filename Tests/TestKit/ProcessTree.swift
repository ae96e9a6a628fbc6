import Foundation

/// What runs under a process, read from `/proc`.
public enum ProcessTree {
  public struct Entry: Equatable, Sendable {
    public let identifier: Int32
    public let parent: Int32
    /// The words of its command line.
    public let words: [String]
  }

  /// All processes below `root`, children first.
  public static func below(_ root: Int32) -> [Entry] {
    let all = entries()
    var found: [Entry] = []
    var parents: Set<Int32> = [root]
    while true {
      let next = all.filter { parents.contains($0.parent) && !found.contains($0) }
      if next.isEmpty { return found }
      found += next
      parents = Set(next.map(\.identifier))
    }
  }

  /// Zombies don't count: they hold nothing any more.
  public static func isAlive(_ process: Int32) -> Bool { entry(process) != nil }

  private static func entries() -> [Entry] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { Int32($0) }.compactMap { entry($0) }
  }

  private static func entry(_ process: Int32) -> Entry? {
    guard let status = read("/proc/\(process)/stat"), let words = read("/proc/\(process)/cmdline"),
      // The name before it may hold anything, so count from its closing bracket.
      let rest = status.split(separator: ")").last?.split(separator: " "), rest.count > 1,
      rest[0] != "Z", rest[0] != "X", let parent = Int32(rest[1])
    else { return nil }
    return Entry(identifier: process, parent: parent, words: words.split(separator: "\0").map(String.init))
  }

  private static func read(_ path: String) -> String? {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
  }
}
