import Glibc

/// Where `usher up` keeps everything, by name. Its mode is 0700.
struct DataFolder: Sendable {
  let path: String

  init(_ path: String) throws(CommandFault) { self.path = try FileSystem.absolute(path) }

  var lock: String { path + "/lock" }
  var adminToken: String { path + "/admin-token" }
  var endpoints: String { path + "/endpoints.json" }
  var configuration: String { path + "/usher.yaml" }
  var secrets: String { path + "/secrets" }
  var logs: String { path + "/logs" }
  var redis: String { path + "/redis" }
  var postgres: String { path + "/postgres" }

  var sockets: String { SocketFolder.path(for: path + "/run") }
  var postgresSockets: String { SocketFolder.path(for: postgres + "/run") }

  func log(_ name: String) -> String { "\(logs)/\(name).log" }

  /// Lets another account pass through to what belongs to it. Everything in here has a mode of its own that keeps others
  /// out.
  func letThrough() throws(CommandFault) { try FileSystem.setMode(path, 0o711) }

  func prepare() throws(CommandFault) {
    for folder in [path, secrets, logs, redis, sockets] { try FileSystem.makeFolder(folder, mode: 0o700) }
  }
}
