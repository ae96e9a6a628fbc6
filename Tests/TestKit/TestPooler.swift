import Foundation

/// A private pgbouncer in transaction mode in front of a `TestPostgres`: every transaction may get another session.
public final class TestPooler: Sendable {
  private let folder: TemporaryFolder
  private let process: RunningProcess
  /// What libpq takes for the database that it was started for.
  public let connectionString: String

  /// `sessionsMax`: sessions with the server, for all clients together.
  public init(for server: TestPostgres, database: String, sessionsMax: Int) throws {
    folder = try TemporaryFolder()
    let port = try FreePort.next()
    let account = try UnprivilegedAccount.current.get()
    try folder.write("users", "\"usher\" \"\"\n")
    let configuration = try folder.write(
      "pgbouncer.ini",
      """
      [databases]
      \(database) = host=\(server.socketFolder) port=\(server.port) user=usher
      [pgbouncer]
      listen_port = \(port)
      unix_socket_dir = \(folder.path)
      auth_type = trust
      auth_file = \(folder.file("users"))
      pool_mode = transaction
      default_pool_size = \(sessionsMax)
      max_client_conn = 200

      """)
    for file in [folder.path, folder.file("users"), configuration] { try account.own(file) }
    process = try RunningProcess(
      account.prefix + ["setpriv", "--pdeathsig", "KILL", "--", "pgbouncer", configuration],
      environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"])
    connectionString = "host=\(folder.path) port=\(port) user=usher dbname=\(database)"
    try waitUntil("pgbouncer", timeout: .seconds(30)) {
      guard process.isRunning else { throw TestKitFault("pgbouncer ended: \(process.errors)") }
      return FileManager.default.fileExists(atPath: folder.file(".s.PGSQL.\(port)"))
    }
  }
}
