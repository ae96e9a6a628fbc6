import EventLoop
import Foundation
import Postgres
import Primitives
import RoomLedger
import RoomStore
import Schema
import TestKit
import WaitingRoom

/// A whole front door: private Redis and PostgreSQL, one open room `demo`, an origin that tells what it was asked, and
/// `usher gateway` as the process it is. The test plays the admitter.
final class GatewayRig {
  let redis: TestRedis
  let postgres: TestPostgres
  let origin: EchoOrigin
  let port: Int
  let adminPort: Int
  private(set) var process: RunningProcess
  private let command: [String]
  private let folder: TemporaryFolder
  private let loop: Loop
  private let store: RoomStore
  static let token = "5f0e0b8c2f1f4c0b9d8e7a6b5c4d3e2f5f0e0b8c2f1f4c0b9d8e7a6b5c4d3e2f"
  static let masterKey = String(repeating: "ab", count: 32)
  let room = RoomID("demo")!
  private var epoch = 1
  private var settings = RoomSettings()

  init(_ adjust: (inout RoomSettings) -> Void = { _ in }) throws {
    folder = try TemporaryFolder()
    redis = try TestRedis.start()
    postgres = try TestPostgres.start()
    origin = try EchoOrigin()
    port = try FreePort.next()
    adminPort = try FreePort.next()
    loop = try Loop()
    store = RoomStore(
      loop: loop, options: RoomStoreOptions(endpoint: Endpoint("127.0.0.1:\(redis.port)")!, password: nil))
    var settings = RoomSettings()
    adjust(&settings)
    self.settings = settings
    try GatewayRig.prepare(postgres, settings)
    command = [
      try TestExecutable.usher(), "gateway", "--config",
      try GatewayRig.write(folder, port, adminPort, redis, postgres, origin),
    ]
    process = try RunningProcess(command)
    try open(settings)
    try waitUntil("the room is open", timeout: .seconds(20)) {
      if !process.isRunning { throw TestKitFault("the gateway ended: \(process.errors)") }
      return try self.get("/waiting-room/demo/status").body.contains("\"open\"")
    }
  }

  deinit {
    process.kill()
    store.close()
    loop.close()
    origin.stop()
  }

  private static func prepare(_ postgres: TestPostgres, _ settings: RoomSettings) throws {
    let session = try PostgresSession(PostgresServers(postgres.connectionString), applicationName: "test")
    defer { session.close() }
    _ = try SchemaRunner().run(on: session)
    let ledger = RoomLedger(client: session, options: try RoomLedgerOptions(connection: postgres.connectionString))
    defer { ledger.close() }
    // `other` is there for whose tokens are not `demo`'s; Redis never hears of it.
    for room in ["demo", "other"] {
      let made: Result<RoomCreation, LedgerFault> = session.wait {
        ledger.create(room: room, event: room, state: .open, settings: settings.text, actor: "test", $0)
      }
      _ = try made.get()
    }
  }

  private static func write(
    _ folder: TemporaryFolder, _ port: Int, _ adminPort: Int, _ redis: TestRedis, _ postgres: TestPostgres,
    _ origin: EchoOrigin
  ) throws -> String {
    for (name, text) in [("keys", masterKey), ("token", token)] {
      let path = try folder.write(name, text + "\n")
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    }
    return try folder.write(
      "usher.yaml",
      """
      data: \(folder.path)
      server:
        listen: 127.0.0.1:\(port)
        workers: 1
        hosts: [localhost, 127.0.0.1]
      admin:
        listen: 127.0.0.1:\(adminPort)
        token_file: \(folder.file("token"))
      tokens:
        keys_file: \(folder.file("keys"))
      redis:
        endpoint: 127.0.0.1:\(redis.port)
      postgres:
        connection: "\(postgres.connectionString)"
      origins:
        booking:
          endpoint: 127.0.0.1:\(origin.port)
        echo:
          endpoint: 127.0.0.1:\(origin.port)
          trusted: true
      routes:
        - path: /open/**
          origin: echo
        - path: /sale/{room}/**
          access: pass
          room: from path room
          origin: echo
          methods: [GET, POST]
        - path: /any/**
          access: pass
          room: from pass
          origin: echo
      cross_origin:
        allowed_origins: [https://shop.example]
      # Refilled so slowly that a test on a slow machine meets them still.
      limits:
        joins:
          key: network
          count: 60
          period: 60s
          burst: 25
          requests: ["POST /waiting-room/{room}/tickets"]
        posts:
          key: pass
          count: 6
          period: 60s
          burst: 3
          requests: ["POST /sale/{room}/**"]
      """)
  }

  /// Kills the gateway and starts another at its port; returns once that takes connections.
  func restartGateway() throws {
    process.kill()
    process = try RunningProcess(command)
    try waitUntil("the new gateway answers", timeout: .seconds(20)) {
      if !process.isRunning { throw TestKitFault("the gateway ended: \(process.errors)") }
      return (try? self.get("/.well-known/jwks.json").status) == 200
    }
  }

  /// Opens the room's epoch, as an admitter does.
  func open(_ settings: RoomSettings, recoverForMicroseconds: Int = 0) throws {
    let request = OpenRequest(
      state: .open, settings: settings, version: 1, recoverForMicroseconds: recoverForMicroseconds, scoreFloor: 0,
      servedScore: 0)
    _ = try wait { store.open(room, epoch: epoch, request, $0) } as OpenReply
  }

  /// Begins the next epoch, as an admitter does after a loss.
  func raiseEpoch(recoverForMicroseconds: Int) throws {
    let session = try PostgresSession(PostgresServers(postgres.connectionString), applicationName: "test")
    defer { session.close() }
    let ledger = RoomLedger(client: session, options: try RoomLedgerOptions(connection: postgres.connectionString))
    defer { ledger.close() }
    let raised: Result<EpochOutcome, LedgerFault> = session.wait {
      ledger.raiseEpoch(room: "demo", from: self.epoch, reason: "missing", actor: "test", $0)
    }
    _ = try raised.get()
    epoch += 1
    try open(settings, recoverForMicroseconds: recoverForMicroseconds)
  }

  /// Releases up to `count` people, as an admitter does.
  func release(_ count: Int) throws -> Int {
    let reply: ReleaseReply = try wait { store.release(room, epoch: epoch, maximum: count, $0) }
    return reply.released
  }

  private func wait<Value>(_ start: (@escaping (Result<Value, StoreFault>) -> Void) -> Void) throws -> Value {
    for _ in 0..<200 {
      var answer: Result<Value, StoreFault>?
      start {
        answer = $0
        self.loop.stop()
      }
      let timer = loop.addTimer(after: .seconds(5)) { self.loop.stop() }
      loop.run()
      timer.cancel()
      if case .success(let value) = answer { return value }
      let pause = loop.addTimer(after: .milliseconds(25)) { self.loop.stop() }
      loop.run()
      pause.cancel()
    }
    throw TestKitFault("the store never answered")
  }

  // MARK: A visitor

  func get(_ target: String, _ headers: [(String, String)] = []) throws -> RawReply {
    try RawHTTP.request("GET", target, at: .port(port), headers: headers)
  }

  func post(_ target: String, _ headers: [(String, String)] = [], body: String? = nil) throws -> RawReply {
    try RawHTTP.request("POST", target, at: .port(port), headers: headers, body: body ?? "")
  }

  func delete(_ target: String, _ headers: [(String, String)] = []) throws -> RawReply {
    try RawHTTP.request("DELETE", target, at: .port(port), headers: headers)
  }

  func admin(_ method: String, _ target: String, body: String? = nil) throws -> RawReply {
    var headers = [("Authorization", "Bearer \(GatewayRig.token)")]
    if body != nil { headers.append(("Content-Type", "application/json")) }
    return try RawHTTP.request(method, target, at: .port(adminPort), headers: headers, body: body)
  }

  /// Takes a place and gives the ticket's token.
  func join() throws -> String {
    let reply = try post("/waiting-room/demo/tickets")
    guard reply.status == 201, let ticket = reply.json["ticket"] as? String else {
      throw TestKitFault("no ticket: \(reply)")
    }
    return ticket
  }

  /// Joins, gets released and claims; gives the pass.
  func pass() throws -> String {
    let ticket = try join()
    try waitUntil("it comes about", timeout: .seconds(10)) {
      _ = try self.release(1)
      return try self.get("/waiting-room/demo/tickets/self", [("Usher-Ticket", ticket)]).status == 200
    }
    let reply = try post("/waiting-room/demo/passes", [("Usher-Ticket", ticket)])
    guard let pass = reply.json["pass"] as? String else { throw TestKitFault("no pass: \(reply)") }
    return pass
  }
}

extension RawReply {
  /// The body as a JSON object, read by Foundation and not by the product.
  var json: [String: Any] {
    (try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [String: Any] ?? [:]
  }

  var code: String? { json["code"] as? String }
}
