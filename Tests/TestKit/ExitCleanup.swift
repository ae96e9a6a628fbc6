import Foundation

/// Kills the daemons and removes the folders that are still there when the test process exits (those that a
/// `static let` holds, which no `deinit` reaches). A killed test process removes nothing: its daemons die by their
/// parent-death signal, its folders are swept by the next run (`TemporaryFolder`).
enum ExitCleanup {
  private struct Registry {
    var folders: Set<String> = []
    var processes: Set<pid_t> = []
  }

  private static let registry: Locked<Registry> = {
    atexit { ExitCleanup.run() }
    return Locked(Registry())
  }()

  static func add(folder: String) { _ = registry.withLock { $0.folders.insert(folder) } }
  static func remove(folder: String) { _ = registry.withLock { $0.folders.remove(folder) } }
  static func add(process: pid_t) { _ = registry.withLock { $0.processes.insert(process) } }
  static func remove(process: pid_t) { _ = registry.withLock { $0.processes.remove(process) } }

  private static func run() {
    let left = registry.withLock { $0 }
    for process in left.processes {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
    }
    for folder in left.folders {
      try? FileManager.default.removeItem(atPath: folder)
    }
  }
}
