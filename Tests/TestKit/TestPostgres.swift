import Foundation

/// A private PostgreSQL on a free port of 127.0.0.1 and on a unix socket, with the superuser `usher` and the empty
/// database `usher`. It ends with this object, and with the test process however that dies.
public final class TestPostgres: Sendable {
  public let options: TestPostgresOptions
  public let port: Int
  /// The folder of the socket `.s.PGSQL.PORT`: what libpq calls `host`.
  public let socketFolder: String
  private let folder: TemporaryFolder
  private let process: Locked<RunningProcess?>

  /// Starts a PostgreSQL and waits until it takes connections. Blocks for about 0.3 s, the first time of all for 1.5 s.
  public static func start(_ options: TestPostgresOptions = TestPostgresOptions()) throws -> TestPostgres {
    var last = TestKitFault("no try")
    for _ in 0..<5 {
      do {
        return try TestPostgres(options, port: FreePort.next())
      } catch let fault as PortTaken {
        last = TestKitFault(fault.message)
      }
    }
    throw last
  }

  /// Starts one for the length of `body`.
  public static func run<Result>(
    _ options: TestPostgresOptions = TestPostgresOptions(), isolation: isolated (any Actor)? = #isolation,
    _ body: (TestPostgres) async throws -> Result
  ) async throws -> Result {
    let postgres = try start(options)
    defer { postgres.end() }
    return try await body(postgres)
  }

  private init(_ options: TestPostgresOptions, port: Int) throws {
    self.options = options
    self.port = port
    folder = try TemporaryFolder()
    socketFolder = folder.path
    process = Locked(nil)
    let account = try UnprivilegedAccount.current.get()
    try account.own(folder.path)
    try PostgresTemplate.copy(to: folder.file("data"))
    try configure()
    try launch()
    try psql("CREATE DATABASE usher", database: "postgres")
    if let password = options.password { try psql("ALTER USER usher PASSWORD '\(password)'") }
  }

  /// A streaming replica of `primary`, on a port of its own, under that name in its `synchronous_standby_names`.
  private init(standbyOf primary: TestPostgres, name: String, port: Int) throws {
    options = primary.options
    self.port = port
    folder = try TemporaryFolder()
    socketFolder = folder.path
    process = Locked(nil)
    let account = try UnprivilegedAccount.current.get()
    try account.own(folder.path)
    let source = "host=\(primary.socketFolder) port=\(primary.port) user=usher application_name=\(name)"
    try ProcessRunner.check(
      account.prefix + [
        PostgresTemplate.programs + "pg_basebackup", "--dbname", source, "--pgdata", folder.file("data"),
        "--wal-method=stream", "--checkpoint=fast", "--write-recovery-conf", "--no-sync",
      ], folder: "/")
    try configure()
    try launch()
  }

  deinit { end() }

  /// Starts a streaming replica of this server and waits until it takes readers.
  public func startStandby(named name: String) throws -> TestPostgres {
    try TestPostgres(standbyOf: self, name: name, port: FreePort.next())
  }

  /// Makes a replica a server of its own, which takes writes.
  public func promote() throws { try psql("SELECT pg_promote(true, 60)") }

  /// Ends it at once but leaves no shared memory behind, as `kill` does (SIGQUIT, "immediate shutdown").
  private func end() {
    process.withLock {
      if (try? $0?.stop(SIGQUIT, timeout: .seconds(5))) == nil { $0?.kill() }
      $0 = nil
    }
  }

  /// What libpq takes: through the unix socket, without a password.
  public var connectionString: String { "host=\(socketFolder) port=\(port) user=usher dbname=usher" }

  /// `postgresql://usher[:PASSWORD]@127.0.0.1:PORT/usher`; TCP connections need `options.password`.
  public var url: String {
    "postgresql://usher" + (options.password.map { ":\($0)" } ?? "") + "@127.0.0.1:\(port)/usher"
  }

  public var processIdentifier: pid_t? { process.withLock { $0?.identifier } }
  public var isRunning: Bool { process.withLock { $0?.isRunning ?? false } }

  /// `kill -9` of the postmaster; its backends notice and end too.
  public func kill() {
    process.withLock {
      $0?.kill()
      $0 = nil
    }
  }

  /// Ends it in order: running statements are cancelled, connections closed (SIGINT, "fast shutdown").
  public func stop() throws {
    try process.withLock {
      try $0?.stop(SIGINT)
      $0 = nil
    }
  }

  /// Starts it again at the same port and socket, after `kill` or `stop`.
  public func restart() throws {
    kill()
    try launch()
  }

  /// Runs SQL through `psql` and gives its unaligned output without headings: a row a line, columns parted by `|`.
  /// Throws with the server's message when a statement fails.
  @discardableResult
  public func psql(_ sql: String, database: String = "usher", timeout: Duration = .seconds(60)) throws -> String {
    let output = try ProcessRunner.check(
      [
        "psql", "--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1",
        "host=\(socketFolder) port=\(port) user=usher dbname=\(database)",
      ], input: sql, timeout: timeout)
    return output.hasSuffix("\n") ? String(output.dropLast()) : output
  }

  /// What it has logged.
  public var log: String { process.withLock { $0?.errors ?? "" } }

  private func configure() throws {
    var settings = [
      "listen_addresses": "'127.0.0.1'", "port": String(port), "unix_socket_directories": "'\(socketFolder)'",
      "fsync": options.synchronizes ? "on" : "off", "synchronous_commit": options.synchronizes ? "on" : "off",
      "full_page_writes": options.synchronizes ? "on" : "off", "max_connections": "100", "shared_buffers": "'32MB'",
      "logging_collector": "off", "timezone": "'UTC'", "log_min_duration_statement": "-1",
    ]
    settings.merge(options.settings) { $1 }
    let text = settings.map { "\($0.key) = \($0.value)\n" }.sorted().joined()
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.file("data/postgresql.conf")))
    try file.seekToEnd()
    try file.write(contentsOf: Data(text.utf8))
    try file.close()
  }

  private func launch() throws {
    let lockFile = folder.file("data/postmaster.pid")
    try? FileManager.default.removeItem(atPath: lockFile)
    let account = try UnprivilegedAccount.current.get()
    // The parent-death signal is set after the change of account, which clears it.
    let started = try RunningProcess(
      account.prefix + ["setpriv", "--pdeathsig", "KILL", "--", PostgresTemplate.programs + "postgres"]
        + ["-D", folder.file("data")], folder: "/")
    // The eighth line of the lock file is the server's own word for its state.
    try waitUntil("a PostgreSQL on port \(port)", timeout: .seconds(60), interval: .milliseconds(5)) {
      guard started.isRunning else { return true }
      let lines = folder.read("data/postmaster.pid").split(separator: "\n", omittingEmptySubsequences: false)
      return lines.count >= 8 && lines[7].hasPrefix("ready")
    }
    guard started.isRunning else {
      if started.errors.contains("Address already in use") { throw PortTaken(message: started.errors) }
      throw TestKitFault("postgres ended: \(started.errors)")
    }
    process.withLock { $0 = started }
  }
}
