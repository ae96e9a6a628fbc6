import EventLoop
import Glibc
import Primitives

/// A child that is started again, after a growing wait, whenever it ends without having been told to. Lives on the
/// supervisor's loop.
final class SupervisedProcess {
  private enum State {
    /// May become running.
    case idle
    /// May become waiting (it ended by itself) or stopping.
    case running(ChildProcess, since: MonotonicInstant)
    /// May become running again, or stopped.
    case waiting(LoopTimer)
    /// Becomes stopped.
    case stopping(ChildProcess, LoopTimer, then: () -> Void)
    /// The end.
    case stopped
  }

  let name: String
  let log: LogFile
  private let loop: Loop
  private let command: [String]
  private let folder: String?
  private let stopSignal: Int32
  private let note: (String) -> Void
  private var state = State.idle
  private var delay = RestartDelay()
  /// How often it has been started.
  private(set) var starts = 0

  /// How long a child has to end in order before it is killed.
  private static let graceSeconds = 15

  init(
    loop: Loop, name: String, command: [String], folder: String? = nil, stopSignal: Int32 = SIGTERM, log: LogFile,
    note: @escaping (String) -> Void
  ) {
    self.loop = loop
    self.name = name
    self.command = command
    self.folder = folder
    self.stopSignal = stopSignal
    self.log = log
    self.note = note
  }

  var processID: Int32? {
    switch state {
    case .running(let child, _), .stopping(let child, _, _): child.processID
    case .idle, .waiting, .stopped: nil
    }
  }

  func start() {
    switch state {
    case .idle, .waiting: launch()
    case .running, .stopping, .stopped: preconditionFailure("\(name) is started once")
    }
  }

  /// Ends it in order and says when that is done.
  func stop(then: @escaping () -> Void) {
    switch state {
    case .running(let child, _):
      let timer = loop.addTimer(after: .seconds(SupervisedProcess.graceSeconds)) { [self] in
        note("\(name) does not end in \(SupervisedProcess.graceSeconds) s and is killed")
        child.kill(signal: SIGKILL)
      }
      state = .stopping(child, timer, then: then)
      // A stopped process (SIGSTOP) gets no signal before it goes on.
      child.kill(signal: SIGCONT)
      child.kill(signal: stopSignal)
    case .waiting(let timer):
      timer.cancel()
      state = .stopped
      then()
    case .idle, .stopped:
      state = .stopped
      then()
    case .stopping: preconditionFailure("\(name) is stopped once")
    }
  }

  /// Ends it now: the second signal of an impatient user.
  func kill() {
    if case .stopping(let child, _, _) = state { child.kill(signal: SIGKILL) }
  }

  private func launch() {
    starts += 1
    do {
      let options = ChildProcessOptions(
        executable: command[0], arguments: Array(command.dropFirst()), workingDirectory: folder,
        standardOutput: .descriptor(log.descriptor), standardError: .descriptor(log.descriptor),
        // A terminal's Ctrl-C is for the supervisor, which stops the children in order.
        newSession: true)
      let child = try loop.spawn(options) { [weak self] exit in self?.ended(exit) }
      state = .running(child, since: loop.now)
    } catch {
      wait("can't be started (\(error))", life: .zero)
    }
  }

  private func ended(_ exit: ChildExit) {
    switch state {
    case .running(_, let since): wait("\(exit)", life: loop.now - since)
    case .stopping(_, let timer, let then):
      timer.cancel()
      state = .stopped
      then()
    case .idle, .waiting, .stopped: preconditionFailure("\(name) ended while it was not running")
    }
  }

  private func wait(_ why: String, life: Duration) {
    let pause = delay.next(after: life)
    note("\(name) \(why); it is started again in \(pause.milliseconds) ms (\(log.path))")
    state = .waiting(loop.addTimer(after: pause) { [weak self] in self?.launch() })
  }
}
