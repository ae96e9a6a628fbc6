import Foundation

/// A folder of its own for one test, mode 0700, removed when the object goes. Its path is short, because a unix
/// socket's path may have 107 bytes at most.
public final class TemporaryFolder: Sendable {
  public let path: String

  public init() throws {
    TemporaryFolder.sweepOnce
    var template = Array("\(TemporaryFolder.root)/\(TemporaryFolder.prefix)\(getpid())-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw TestKitFault.system("mkdtemp in \(TemporaryFolder.root)", errno) }
    path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    ExitCleanup.add(folder: path)
  }

  deinit { remove() }

  /// Removes the folder now; harmless when it is gone already.
  public func remove() {
    try? FileManager.default.removeItem(atPath: path)
    ExitCleanup.remove(folder: path)
  }

  /// The path of `name` in this folder.
  public func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a text file into this folder and gives its path.
  @discardableResult
  public func write(_ name: String, _ text: String) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }

  /// The text of a file of this folder; empty when there is none.
  public func read(_ name: String) -> String {
    // Foundation's way to read a whole file leaks a page for each empty one.
    guard let file = fopen(file(name), "r") else { return "" }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = fread(&piece, 1, piece.count, file)
      if count == 0 { return String(decoding: bytes, as: UTF8.self) }
      bytes += piece[..<count]
    }
  }

  static let prefix = "usher-t-"

  /// `TMPDIR`, else `/tmp`, without a trailing slash.
  static let root: String = {
    let named = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
    return named.count > 1 && named.hasSuffix("/") ? String(named.dropLast()) : named
  }()

  /// Removes what killed test processes left: the name tells whose folder it was.
  private static let sweepOnce: Void = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    for name in names where name.hasPrefix(prefix) {
      guard let owner = pid_t(name.dropFirst(prefix.count).prefix { $0 != "-" }) else { continue }
      if kill(owner, 0) != 0 && errno == ESRCH { try? FileManager.default.removeItem(atPath: "\(root)/\(name)") }
    }
  }()
}
