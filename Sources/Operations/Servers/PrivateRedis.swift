/// The Redis of a data folder: its configuration, its command line and how others reach it.
struct PrivateRedis: Sendable {
  let folder: String
  let socket: String
  let port: UInt16
  let password: String
  private let program: String

  init(data: DataFolder, port: UInt16, password: String) throws(CommandFault) {
    folder = data.redis
    socket = data.sockets + "/redis.sock"
    self.port = port
    self.password = password
    program = try ServerProgram.find("redis-server")
  }

  /// As `redis-cli -u` takes it, which wants the user named.
  var url: String { "redis://default:\(password)@127.0.0.1:\(port)" }

  var configurationFile: String { folder + "/redis.conf" }

  var command: [String] { [program, configurationFile] }

  /// Writes redis.conf; the password is in there and not on a command line that anybody can list.
  func prepare() throws(CommandFault) {
    let text = """
      # Written by `usher up` at each start.
      bind 127.0.0.1
      port \(port)
      unixsocket \(PrivateRedis.quoted(socket))
      unixsocketperm 600
      requirepass \(password)
      dir \(PrivateRedis.quoted(folder))
      # The line may be lost and comes back from the tickets; a second of it is what a crash costs.
      appendonly yes
      appendfsync everysec
      save ""
      # A full memory refuses new people with an error; it must never drop keys of the line.
      maxmemory-policy noeviction
      daemonize no
      supervised no
      loglevel notice

      """
    try FileSystem.replace(configurationFile, with: text, mode: 0o600)
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
