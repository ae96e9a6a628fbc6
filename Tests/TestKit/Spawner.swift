import CTestSpawn
import Foundation

/// Starts child processes from one thread that lives as long as the test process: Linux sends the parent-death signal
/// when the *thread* that made the child ends, and the threads of the concurrency pool come and go.
final class Spawner: Sendable {
  static let shared = Spawner()

  struct Request: Sendable {
    var arguments: [String]
    var environment: [String: String]
    var folder: String?
    var standardInput: String
    var standardOutput: String
    var standardError: String
  }

  private let waiting: Locked<[@Sendable () -> Void]> = Locked([])
  private let arrival = DispatchSemaphore(value: 0)

  private init() {
    Thread.detachNewThread { [self] in
      while true {
        arrival.wait()
        waiting.withLock { $0.removeFirst() }()
      }
    }
  }

  /// The child's process id. It has a process group of its own, default signal handling and no descriptor but the
  /// three standard ones.
  func spawn(_ request: Request) throws -> pid_t {
    let answer = Answer()
    waiting.withLock { $0.append { answer.set(Spawner.start(request)) } }
    arrival.signal()
    switch answer.wait() {
    case .started(let process): return process
    case .failed(let code): throw TestKitFault.system("posix_spawn \(request.arguments.joined(separator: " "))", code)
    }
  }

  private enum Outcome: Sendable {
    case started(pid_t)
    case failed(Int32)
  }

  private final class Answer: Sendable {
    private let outcome: Locked<Outcome> = Locked(.failed(EAGAIN))
    private let done = DispatchSemaphore(value: 0)

    func set(_ value: Outcome) {
      outcome.withLock { $0 = value }
      done.signal()
    }

    func wait() -> Outcome {
      done.wait()
      return outcome.withLock { $0 }
    }
  }

  private static func start(_ request: Request) -> Outcome {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, request.standardInput, O_RDONLY, 0)
    let write = O_WRONLY | O_CREAT | O_APPEND
    posix_spawn_file_actions_addopen(&actions, 1, request.standardOutput, write, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, request.standardError, write, 0o600)
    posix_spawn_file_actions_addclosefrom_np(&actions, 3)
    if let folder = request.folder { posix_spawn_file_actions_addchdir_np(&actions, folder) }

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))

    var process: pid_t = 0
    let code = withCStrings(request.arguments) { arguments in
      withCStrings(request.environment.map { "\($0.key)=\($0.value)" }) { environment in
        posix_spawnp(&process, arguments[0]!, &actions, &attributes, arguments, environment)
      }
    }
    return code == 0 ? .started(process) : .failed(code)
  }

  private static func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
    pointers.append(nil)
    defer { pointers.forEach { free($0) } }
    return pointers.withUnsafeMutableBufferPointer { body($0.baseAddress!) }
  }
}
