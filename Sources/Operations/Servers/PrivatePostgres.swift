import EventLoop
import Glibc

/// The PostgreSQL of a data folder: cluster, configuration, command line and how others reach it.
struct PrivatePostgres: Sendable {
  /// `data` and `run` lie in here; it belongs to the account that runs the server.
  let folder: String
  let sockets: String
  let port: UInt16
  let password: String
  let account: ServerAccount
  private let programs: String

  static let user = "usher"
  static let database = "usher"

  init(data: DataFolder, port: UInt16, password: String) throws(CommandFault) {
    folder = data.postgres
    sockets = data.postgresSockets
    self.port = port
    self.password = password
    account = try ServerAccount.choose(for: folder, in: data)
    for path in [folder, sockets] where !FileSystem.exists(path) {
      try FileSystem.makeFolder(path, mode: 0o700)
      if let owner = account.owner { try FileSystem.own(path, user: owner.user, group: owner.group) }
    }
    let version = try FileSystem.read(folder + "/data/PG_VERSION").map { String($0.prefix { $0 != "\n" }) }
    programs = try ServerProgram.postgresFolder(version: version)
  }

  var cluster: String { folder + "/data" }

  /// As `psql` takes it.
  var url: String { url(database: PrivatePostgres.database) }

  func url(database: String) -> String {
    "postgresql://\(PrivatePostgres.user):\(password)@127.0.0.1:\(port)/\(database)"
  }

  /// What our own processes connect to, without the password: the unix socket, which costs less than TCP.
  func connection(database: String = PrivatePostgres.database) -> String {
    "host=\(PrivatePostgres.quoted(sockets)) port=\(port) user=\(PrivatePostgres.user) dbname=\(database)"
  }

  /// The server's words. The parent-death signal is set after the change of account, which clears it.
  var command: [String] {
    account.prefix + ["setpriv", "--pdeathsig", "KILL", "--", programs + "/postgres", "-D", cluster]
  }

  /// True when `initialize` is still to be done.
  var isNew: Bool { !FileSystem.exists(cluster + "/PG_VERSION") }

  /// Makes the cluster, in a folder beside it that gets the name when it is whole. Takes about a second.
  func initialize(log: Int32) throws(CommandFault) {
    let fresh = folder + "/new"
    try FileSystem.removeFolder(fresh)
    try FileSystem.makeFolder(fresh, mode: 0o700)
    let passwordFile = folder + "/password"
    try FileSystem.replace(passwordFile, with: password + "\n", mode: 0o600)
    defer { unlink(passwordFile) }
    if let owner = account.owner {
      for path in [fresh, passwordFile] { try FileSystem.own(path, user: owner.user, group: owner.group) }
    }
    let exit = try ChildCommand.run(
      account.prefix + [
        programs + "/initdb", "--pgdata", fresh, "--username", PrivatePostgres.user, "--pwfile", passwordFile,
        "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-instructions",
      ], errors: .descriptor(log), folder: "/")
    guard exit == .exited(code: 0) else { throw .fault("initdb \(exit)") }
    try FileSystem.rename(fresh, to: cluster)
  }

  /// Writes what differs from PostgreSQL's own defaults, and clears what a killed server left behind.
  func prepare() throws(CommandFault) {
    let text = """
      # Written by `usher up` at each start.
      listen_addresses = '127.0.0.1'
      port = \(port)
      unix_socket_directories = '\(sockets.replacing("'", with: "''"))'
      unix_socket_permissions = 0700
      password_encryption = 'scram-sha-256'
      max_connections = 200
      shared_buffers = '256MB'
      fsync = on
      synchronous_commit = on
      timezone = 'UTC'
      log_timezone = 'UTC'
      logging_collector = off

      """
    let file = cluster + "/usher.conf"
    try FileSystem.replace(file, with: text, mode: 0o600)
    let main = cluster + "/postgresql.conf"
    let include = "include 'usher.conf'"
    if let own = try FileSystem.read(main), !own.contains(include) {
      try FileSystem.replace(main, with: own + "\n\(include)\n", mode: 0o600)
    }
    if let owner = account.owner {
      for path in [file, main] { try FileSystem.own(path, user: owner.user, group: owner.group) }
    }
    try endLeftover()
  }

  /// The server's own word that it takes connections.
  var isReady: Bool {
    guard let text = try? FileSystem.read(cluster + "/postmaster.pid") else { return false }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.count >= 8 && lines[7].hasPrefix("ready")
  }

  /// A lock file of a server that was killed names a process that is gone, or whose number somebody else has by now.
  private func endLeftover() throws(CommandFault) {
    let file = cluster + "/postmaster.pid"
    guard let text = try FileSystem.read(file) else { return }
    let first = text.prefix { $0 != "\n" }
    if let process = pid_t(first), process > 1, isOurs(process) {
      kill(process, SIGQUIT)
      for _ in 0..<200 where isOurs(process) { poll(nil, 0, 50) }
      if isOurs(process) { throw .fault("the PostgreSQL of an earlier start (process \(process)) does not end") }
    }
    unlink(file)
  }

  private func isOurs(_ process: pid_t) -> Bool {
    guard let line = try? FileSystem.read("/proc/\(process)/cmdline") else { return false }
    let words = line.split(separator: "\0")
    return words.first?.hasSuffix("/postgres") == true && words.contains(Substring(cluster))
  }

  /// A value of a connection string.
  private static func quoted(_ text: String) -> String {
    "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
  }
}
