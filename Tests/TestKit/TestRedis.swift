import Foundation

/// A private Redis on a free port of 127.0.0.1 and on a unix socket. It ends with this object, and with the test
/// process however that dies.
public final class TestRedis: Sendable {
  public let options: TestRedisOptions
  public let port: Int
  public let socketPath: String
  private let folder: TemporaryFolder
  private let process: Locked<RunningProcess?>

  /// Starts a Redis and waits until it answers. Blocks for about 50 ms.
  public static func start(_ options: TestRedisOptions = TestRedisOptions()) throws -> TestRedis {
    var last = TestKitFault("no try")
    for _ in 0..<5 {
      do {
        return try TestRedis(options, port: FreePort.next())
      } catch let fault as PortTaken {
        last = TestKitFault(fault.message)
      }
    }
    throw last
  }

  /// Starts one for the length of `body`.
  public static func run<Result>(
    _ options: TestRedisOptions = TestRedisOptions(), isolation: isolated (any Actor)? = #isolation,
    _ body: (TestRedis) async throws -> Result
  ) async throws -> Result {
    let redis = try start(options)
    defer { redis.kill() }
    return try await body(redis)
  }

  private init(_ options: TestRedisOptions, port: Int) throws {
    self.options = options
    self.port = port
    folder = try TemporaryFolder()
    socketPath = folder.file("redis.sock")
    process = Locked(nil)
    try launch()
  }

  deinit { kill() }

  /// `redis://[default:PASSWORD@]127.0.0.1:PORT`, as `redis-cli -u` takes it.
  public var url: String { "redis://" + (options.password.map { "default:\($0)@" } ?? "") + "127.0.0.1:\(port)" }

  public var processIdentifier: pid_t? { process.withLock { $0?.identifier } }
  public var isRunning: Bool { process.withLock { $0?.isRunning ?? false } }

  /// `kill -9`; returns when it is gone.
  public func kill() {
    process.withLock {
      $0?.kill()
      $0 = nil
    }
  }

  /// Ends it in order, so that it writes what it keeps.
  public func stop() throws {
    try process.withLock {
      try $0?.stop(SIGTERM)
      $0 = nil
    }
  }

  /// Starts it again at the same port and socket, after `kill` or `stop`.
  public func restart() throws {
    kill()
    try launch()
  }

  /// Stands still (SIGSTOP): connections stay open and nothing answers.
  public func pause() { process.withLock { $0?.signal(SIGSTOP) } }
  /// Goes on after `pause`.
  public func resume() { process.withLock { $0?.signal(SIGCONT) } }

  /// What it has logged.
  public var log: String { process.withLock { $0?.output ?? "" } }

  private func launch() throws {
    var settings: [String: String] = [
      "bind": "127.0.0.1", "port": String(port), "unixsocket": socketPath, "unixsocketperm": "600",
      "dir": folder.path, "save": "", "appendonly": options.appendOnly ? "yes" : "no", "daemonize": "no",
      "tcp-backlog": "128",
    ]
    if let password = options.password { settings["requirepass"] = password }
    settings.merge(options.settings) { $1 }
    let text = settings.map { "\($0.key) \($0.value.isEmpty ? "\"\"" : $0.value)\n" }.sorted().joined()
    let started = try RunningProcess(["redis-server", folder.write("redis.conf", text)])
    try waitUntil("the answer of a Redis on port \(port)", timeout: .seconds(20), interval: .milliseconds(5)) {
      guard started.isRunning else { return true }
      return (try? ask(["PING"])) == .string("PONG")
    }
    guard started.isRunning else {
      if started.output.contains("Address already in use") { throw PortTaken(message: started.output) }
      throw TestKitFault("redis-server ended: \(started.output)\(started.errors)")
    }
    process.withLock { $0 = started }
  }
}

/// Another process took the port between its choice and its use.
struct PortTaken: Error {
  let message: String
}
