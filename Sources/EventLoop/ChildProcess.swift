internal import CLibUV

/// What to start, and how.
public struct ChildProcessOptions: Sendable {
  /// Where a child's standard stream leads.
  public enum Stream: Sendable, Equatable {
    /// The same as ours.
    case inherit
    /// `/dev/null`.
    case null
    /// An open descriptor of ours, which stays ours.
    case descriptor(Int32)
  }

  /// An absolute path, or a name to look up in `PATH`.
  public var executable: String
  /// Without the program's name.
  public var arguments: [String]
  /// The whole environment as `NAME=value`; nil for ours.
  public var environment: [String]?
  public var workingDirectory: String?
  public var standardInput: Stream
  public var standardOutput: Stream
  public var standardError: Stream
  /// The child leads a session of its own, so a terminal's Ctrl-C doesn't reach it.
  public var newSession: Bool

  public init(
    executable: String, arguments: [String] = [], environment: [String]? = nil, workingDirectory: String? = nil,
    standardInput: Stream = .null, standardOutput: Stream = .inherit, standardError: Stream = .inherit,
    newSession: Bool = false
  ) {
    self.executable = executable
    self.arguments = arguments
    self.environment = environment
    self.workingDirectory = workingDirectory
    self.standardInput = standardInput
    self.standardOutput = standardOutput
    self.standardError = standardError
    self.newSession = newSession
  }
}

/// How a child ended.
public enum ChildExit: Sendable, Equatable, CustomStringConvertible {
  case exited(code: Int32)
  case signalled(Int32)

  public var description: String {
    switch self {
    case .exited(let code): "exited with \(code)"
    case .signalled(let number): "killed by signal \(number)"
    }
  }
}

/// A child process. The loop keeps it until it has ended.
public final class ChildProcess: LoopResource {
  public private(set) var processID: Int32 = 0
  /// How it ended; nil while it runs.
  public private(set) var exit: ChildExit?
  private var onExit: ((ChildExit) -> Void)?

  init(loop: Loop, options: ChildProcessOptions, onExit: @escaping (ChildExit) -> Void) throws(LoopError) {
    self.onExit = onExit
    let raw = loop.raw
    try super.init(loop: loop, bytes: MemoryLayout<uv_process_t>.size, "spawn \(options.executable)") { memory in
      // libuv initialises the handle even if it can't start the program, and then wants it closed.
      memory.initializeMemory(as: UInt8.self, repeating: 0, count: MemoryLayout<uv_process_t>.size)
      return 0
    }
    let process = UnsafeMutableRawPointer(handle!).assumingMemoryBound(to: uv_process_t.self)
    let result = options.withNative { native in
      native.exit_cb = { process, status, signal in
        let raw = UnsafeMutableRawPointer(process!).assumingMemoryBound(to: uv_handle_t.self)
        guard let resource = LoopResource.from(raw) else { return }
        unsafeDowncast(resource, to: ChildProcess.self).ended(status: status, signal: signal)
      }
      return uv_spawn(raw, process, &native)
    }
    try SystemError.check("spawn \(options.executable)", result)
    processID = uv_process_get_pid(process)
    hold()
  }

  /// Sends a signal; nothing happens if the child has ended.
  public func kill(signal: Int32) {
    guard exit == nil, let handle else { return }
    handle.withMemoryRebound(to: uv_process_t.self, capacity: 1) { _ = uv_process_kill($0, signal) }
  }

  private func ended(status: Int64, signal: Int32) {
    let exit: ChildExit = signal != 0 ? .signalled(signal) : .exited(code: Int32(truncatingIfNeeded: status))
    self.exit = exit
    let onExit = self.onExit
    self.onExit = nil
    closeHandle()
    onExit?(exit)
  }
}

extension Loop {
  /// Starts a program. Everything that isn't named in the options is closed in the child.
  public func spawn(
    _ options: ChildProcessOptions, onExit: @escaping (ChildExit) -> Void
  ) throws(LoopError) -> ChildProcess {
    try ChildProcess(loop: self, options: options, onExit: onExit)
  }
}

extension ChildProcessOptions {
  fileprivate func withNative(_ body: (inout uv_process_options_t) -> Int32) -> Int32 {
    let arguments = CStrings([executable] + self.arguments)
    defer { arguments.free() }
    let environment = self.environment.map { CStrings($0) }
    defer { environment?.free() }
    var streams = [standardInput, standardOutput, standardError].enumerated().map { index, stream in
      stream.native(inherited: Int32(index))
    }
    var native = uv_process_options_t()
    native.args = arguments.pointer
    native.file = UnsafePointer(arguments.first)
    native.env = environment?.pointer
    native.stdio_count = 3
    if newSession { native.flags = UInt32(UV_PROCESS_DETACHED.rawValue) }
    return streams.withUnsafeMutableBufferPointer { streams in
      native.stdio = streams.baseAddress
      guard let workingDirectory else { return body(&native) }
      return workingDirectory.withCString { path in
        native.cwd = path
        return body(&native)
      }
    }
  }
}

extension ChildProcessOptions.Stream {
  fileprivate func native(inherited: Int32) -> uv_stdio_container_t {
    var container = uv_stdio_container_t()
    switch self {
    case .null: container.flags = UV_IGNORE
    case .inherit:
      container.flags = UV_INHERIT_FD
      container.data.fd = inherited
    case .descriptor(let descriptor):
      container.flags = UV_INHERIT_FD
      container.data.fd = descriptor
    }
    return container
  }
}
