import EventLoop
import Glibc

/// Runs a short command to its end, before anything else is going on.
enum ChildCommand {
  /// True when it ends with 0.
  static func succeeds(_ words: [String]) -> Bool {
    guard let exit = try? run(words, errors: .null) else { return false }
    return exit == .exited(code: 0)
  }

  /// Waits for its end on a loop of its own, `timeout` at most.
  static func run(
    _ words: [String], errors: ChildProcessOptions.Stream, folder: String? = nil, timeout: Duration = .seconds(60)
  ) throws(CommandFault) -> ChildExit {
    do {
      let loop = try Loop()
      defer { loop.close() }
      var exit: ChildExit?
      let child = try loop.spawn(
        ChildProcessOptions(
          executable: words[0], arguments: Array(words.dropFirst()), workingDirectory: folder, standardOutput: errors,
          standardError: errors, newSession: true)
      ) {
        exit = $0
        loop.stop()
      }
      loop.addTimer(after: timeout) { child.kill(signal: SIGKILL) }
      while exit == nil { loop.run() }
      return exit ?? .signalled(SIGKILL)
    } catch {
      throw .unreachable("can't run \(words.joined(separator: " ")): \(error)")
    }
  }
}
