import Foundation

/// A running `usher up` on a folder of the test's own. It dies with the object, and with the test.
public final class System: Sendable {
  public let data: String
  public let process: RunningProcess
  /// From the ready line.
  public let http: String
  public let admin: String

  /// Starts it and waits until it says that it is ready.
  public init(data: String, arguments: [String] = [], timeout: Duration = .seconds(90)) throws {
    self.data = data
    process = try System.launch(data: data, arguments: arguments)
    let line = try process.line(timeout: timeout) { $0.hasPrefix("usher: ready") }
    guard let match = line.wholeMatch(of: #/usher: ready (http://[0-9.]+:\d+) admin (http://[0-9.]+:\d+)/#) else {
      throw TestKitFault("not the ready line of the contract: \(line)")
    }
    http = String(match.1)
    admin = String(match.2)
  }

  public static func launch(data: String, arguments: [String] = []) throws -> RunningProcess {
    try RunningProcess(
      [TestExecutable.usher(), "up", "--data", data, "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"]
        + arguments)
  }

  /// Runs another verb on this system.
  public func verb(_ words: String...) throws -> ProcessResult {
    try ProcessRunner.run([TestExecutable.usher()] + words + ["--data", data])
  }

  public var token: String { get throws { try text("admin-token").filter { $0 != "\n" } } }

  /// The URL that `endpoints.json` has under that name.
  public func endpoint(_ name: String) throws -> String {
    let object = try JSONSerialization.jsonObject(with: Data(text("endpoints.json").utf8)) as? [String: String]
    guard let url = object?[name] else { throw TestKitFault("endpoints.json does not name \(name)") }
    return url
  }

  public func get(_ target: String, headers: [(String, String)] = []) throws -> RawReply {
    try RawHTTP.request("GET", target, at: RawHTTP.peer(of: http), headers: headers)
  }

  public func askAdmin(_ method: String, _ target: String, headers: [(String, String)] = []) throws -> RawReply {
    try RawHTTP.request(method, target, at: RawHTTP.peer(of: admin), headers: headers)
  }

  /// Somebody can take a place: gateway, Redis and PostgreSQL all work.
  public func join(room: String = "demo") throws -> RawReply {
    try RawHTTP.request(
      "POST", "/waiting-room/\(room)/tickets", at: RawHTTP.peer(of: http),
      headers: [("Accept", "application/json"), ("Content-Type", "application/json")], body: "{}")
  }

  @discardableResult
  public func psql(_ sql: String) throws -> String {
    try ProcessRunner.check(["psql", "-X", "-At", "-v", "ON_ERROR_STOP=1", endpoint("postgres"), "-c", sql])
  }

  public func redis(_ words: String...) throws -> String {
    try ProcessRunner.check(["redis-cli", "--no-auth-warning", "-u", endpoint("redis")] + words)
  }

  /// The process that `up` runs under that name.
  public func child(_ name: String) -> Int32? {
    let children = ProcessTree.below(process.identifier).filter { $0.parent == process.identifier }
    return children.first { entry in
      switch name {
      case "redis": entry.words.first?.contains("redis-server") == true
      case "postgres": entry.words.first?.hasSuffix("/postgres") == true
      default: entry.words.dropFirst().first == name
      }
    }?.identifier
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: "\(data)/\(name)", encoding: .utf8)
  }
}
