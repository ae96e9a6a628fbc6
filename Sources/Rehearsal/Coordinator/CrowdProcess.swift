import EventLoop
import Glibc
import Primitives

/// One child process with a part of the crowd, as its parent sees it. Owner: the coordinator's loop.
final class CrowdProcess {
  enum Event {
    case ready
    /// The child has said something new of itself.
    case progress
    /// The child has ended; whether well is to be seen from `failure`.
    case ended
  }

  private let ledger: RunLedger
  private let onEvent: (Event) -> Void
  private var reader: LineReader?
  private var input: Int32 = -1
  private var child: ChildProcess?
  private var hasHandedIn = false
  private var outputEnded = false
  private(set) var progress = CrowdProgress()
  private(set) var isReady = false
  private(set) var exit: ChildExit?
  private(set) var failure: String?

  /// Starts the child. What it hands in is added to `ledger`.
  init(loop: Loop, plan: CrowdPlan, ledger: RunLedger, onEvent: @escaping (Event) -> Void) throws(LoopError) {
    self.ledger = ledger
    self.onEvent = onEvent
    let commands = try Pipe()
    let answers = try Pipe()
    var options = ChildProcessOptions(executable: "/proc/self/exe", arguments: ["load", "--child", plan.json])
    options.standardInput = .descriptor(commands.readEnd)
    options.standardOutput = .descriptor(answers.writeEnd)
    // A terminal's Ctrl-C is for the parent, which asks its children to end.
    options.newSession = true
    defer {
      _ = close(commands.readEnd)
      _ = close(answers.writeEnd)
    }
    input = commands.writeEnd
    reader = try LineReader(loop: loop, descriptor: answers.readEnd) { [unowned self] in
      take($0)
    } onEnd: { [unowned self] in
      outputEnded = true
      finish()
    }
    child = try loop.spawn(options) { [weak self] exit in
      self?.exit = exit
      self?.finish()
    }
  }

  var hasEnded: Bool { outputEnded && exit != nil }

  func say(_ command: StaticString) {
    guard input >= 0 else { return }
    // A child that is gone says so by its exit.
    Output.write(ByteView(command), to: input)
    Output.write(ByteView("\n"), to: input)
  }

  func kill() { child?.kill(signal: SIGKILL) }

  /// Lets go of the pipes; a child that still runs ends by that.
  func closePipes() {
    reader?.close()
    if input >= 0 { _ = Glibc.close(input) }
    input = -1
  }

  private func take(_ line: ByteView) {
    let limits = JSONLimits(bytes: LineReader.lineBytesMax, depth: 8, values: 200_000)
    guard let object = (try? JSONReader.parse(line, limits: limits))?.objectValue else {
      failure = failure ?? "said something that isn't JSON"
      return
    }
    switch object["type"]?.stringValue {
    case "ready":
      isReady = true
      onEvent(.ready)
    case "progress":
      progress = CrowdProgress(object) ?? progress
      onEvent(.progress)
    case "done": hasHandedIn = true
    default: takeRecord(object)
    }
  }

  private func takeRecord(_ object: JSONObject) {
    do throws(LedgerLines.Malformed) {
      guard try !LedgerLines.read(object, into: ledger) else { return }
      failure = failure ?? "said something that nobody understands"
    } catch {
      failure = failure ?? "handed in a malformed line of \(error.line)"
    }
  }

  /// Both its output and itself have to have ended: either may be first.
  private func finish() {
    guard hasEnded, let exit else { return }
    if exit != .exited(code: 0) || !hasHandedIn { failure = failure ?? "\(exit)" }
    closePipes()
    onEvent(.ended)
  }
}

/// Two ends of a pipe that no other child inherits.
private struct Pipe {
  let readEnd: Int32
  let writeEnd: Int32

  init() throws(LoopError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw SystemError(code: errno, call: "pipe") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    readEnd = ends[0]
    writeEnd = ends[1]
  }
}
