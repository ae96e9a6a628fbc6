import Foundation

/// A child process of a test: it is killed when the object goes, and when the test process dies. What it writes lies
/// in files, so it never waits for a reader.
public final class RunningProcess: Sendable {
  public let arguments: [String]
  public let identifier: pid_t
  private let folder: TemporaryFolder
  private let state: Locked<ProcessStatus?>

  /// Starts `arguments[0]` (looked up in `PATH`). `environment` is added to the test's own.
  public init(
    _ arguments: [String], environment: [String: String] = [:], folder: String? = nil, input: String? = nil
  ) throws {
    self.arguments = arguments
    let own = try TemporaryFolder()
    self.folder = own
    let standardInput = try input.map { try own.write("in", $0) } ?? "/dev/null"
    identifier = try Spawner.shared.spawn(
      Spawner.Request(
        arguments: ["setpriv", "--pdeathsig", "KILL", "--"] + arguments,
        environment: ProcessInfo.processInfo.environment.merging(environment) { $1 },
        folder: folder,
        standardInput: standardInput,
        standardOutput: own.file("out"),
        standardError: own.file("err")))
    state = Locked(nil)
    ExitCleanup.add(process: identifier)
  }

  deinit { kill() }

  /// All it wrote to its standard output so far.
  public var output: String { folder.read("out") }
  /// All it wrote to its standard error so far.
  public var errors: String { folder.read("err") }

  /// How it ended; `nil` while it runs.
  public var status: ProcessStatus? {
    state.withLock { known in
      if known != nil { return known }
      var raw: Int32 = 0
      guard waitpid(identifier, &raw, WNOHANG) == identifier else { return nil }
      ExitCleanup.remove(process: identifier)
      known = ProcessStatus(raw: raw)
      return known
    }
  }

  public var isRunning: Bool { status == nil }

  /// Sends a signal, unless the process has ended.
  public func signal(_ number: Int32) {
    state.withLock { known in
      if known == nil { _ = Glibc.kill(identifier, number) }
    }
  }

  /// `kill -9` and waits for its end.
  public func kill() {
    signal(SIGKILL)
    while status == nil { usleep(1_000) }
  }

  /// Waits for its end; past the timeout it is killed and the wait throws.
  @discardableResult
  public func wait(timeout: Duration = .seconds(30)) throws -> ProcessStatus {
    do {
      try waitUntil("the end of \(arguments.joined(separator: " "))", timeout: timeout, interval: .milliseconds(2)) {
        !isRunning
      }
    } catch {
      kill()
      throw TestKitFault("\(error)\noutput: \(output)\nerrors: \(errors)")
    }
    return status!
  }

  /// Sends `number` and waits for its end.
  @discardableResult
  public func stop(_ number: Int32 = SIGTERM, timeout: Duration = .seconds(30)) throws -> ProcessStatus {
    signal(number)
    return try wait(timeout: timeout)
  }

  /// The first whole line of its output that `matches`; throws when none comes in time or the process ends first.
  public func line(timeout: Duration = .seconds(60), where matches: (String) -> Bool) throws -> String {
    let deadline = ContinuousClock.now + timeout
    while true {
      let ended = !isRunning
      let lines = output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      if let found = lines.first(where: { matches(String($0)) }) { return String(found) }
      if ended || ContinuousClock.now > deadline {
        let why = ended ? "it ended (\(status!))" : "not within \(timeout)"
        throw TestKitFault("no such line of \(arguments.joined(separator: " ")): \(why)\n\(output)\n\(errors)")
      }
      usleep(5_000)
    }
  }
}
