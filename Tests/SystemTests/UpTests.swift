import Foundation
import TestKit
import Testing

/// `usher up` as a whole, with its real Redis and PostgreSQL.
@Suite(.serialized) struct UpTests {
  static let children = ["gateway", "admitter", "booking", "redis", "postgres"]

  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  private func expectNothingLeft(_ processes: [ProcessTree.Entry]) throws {
    try waitUntil("the end of all processes", timeout: .seconds(20)) {
      !processes.contains { ProcessTree.isAlive($0.identifier) }
    }
  }

  @Test func anEmptyFolderBecomesADemoSale() throws {
    let folder = try TemporaryFolder()
    let begun = ContinuousClock.now
    let system = try System(data: folder.file("data"))
    #expect(ContinuousClock.now - begun < .seconds(60))
    #expect(system.process.output.split(separator: "\n").count == 1)
    #expect(try system.endpoint("http") == system.http && system.endpoint("admin") == system.admin)

    #expect(try mode(system.data) == 0o700)
    for file in ["admin-token", "endpoints.json", "usher.yaml", "secrets/master-keys", "secrets/redis-password"] {
      #expect(try mode(system.data + "/" + file) == 0o600, "\(file)")
    }
    #expect(try system.redis("PING") == "PONG\n")
    #expect(try system.psql("SELECT count(*) FROM seats WHERE event_id = 'demo'") == "50000\n")
    #expect(
      try system.psql("SELECT id, event_id, state FROM rooms ORDER BY id") == "demo|demo|open\ndemo-ga|demo-ga|open\n")

    #expect(try system.get("/shop").status == 200)
    #expect(try system.get("/events/demo").status == 200)
    #expect(try system.join().status == 201)
    #expect(try system.askAdmin("GET", "/readyz").status == 200)
    #expect(try system.askAdmin("GET", "/api/rooms").status == 401)
    let rooms = try system.askAdmin("GET", "/api/rooms", headers: [("Authorization", "Bearer \(system.token)")])
    #expect(rooms.status == 200 && rooms.body.contains("\"demo-ga\""))

    let all = ProcessTree.below(system.process.identifier)
    #expect(UpTests.children.allSatisfy { system.child($0) != nil })
    #expect(all.count > UpTests.children.count)
    if getuid() == 0 { #expect(try system.psql("SHOW is_superuser") == "on\n") }
    #expect(try system.process.stop(SIGTERM) == .exited(0))
    try expectNothingLeft(all)
  }

  @Test func aSecondStartGoesOnWhereTheFirstStopped() throws {
    let folder = try TemporaryFolder()
    let first = try System(data: folder.file("data"))
    let (token, redis) = (try first.token, try first.endpoint("redis"))
    #expect(try first.verb("room", "set", "demo", "admit_rate=77").succeeded)
    #expect(try first.join().status == 201)
    let joins = try first.redis("--scan", "--pattern", "*{demo}*")
    #expect(!joins.isEmpty)
    #expect(try first.process.stop(SIGINT) == .exited(0))

    let second = try System(data: folder.file("data"))
    #expect(try second.token == token && second.endpoint("redis") == redis)
    #expect(second.http == first.http && second.admin == first.admin)
    let shown = try second.verb("room", "show", "demo", "--json")
    #expect(shown.succeeded && shown.output.contains("\"admit_rate\":77"))
    #expect(try !second.redis("--scan", "--pattern", "*{demo}*").isEmpty)
    #expect(try second.psql("SELECT count(*) FROM seats WHERE event_id = 'demo'") == "50000\n")
  }

  @Test func whateverIsKilledComesBackByItself() async throws {
    let folder = try TemporaryFolder()
    let system = try System(data: folder.file("data"))
    for name in UpTests.children {
      let old = try #require(system.child(name), "\(name) does not run")
      kill(old, SIGKILL)
      try await eventually("another \(name)", timeout: .seconds(20)) {
        system.child(name).map { $0 != old } == true
      }
      try await eventually("that everything works without the old \(name)", timeout: .seconds(40)) {
        try system.askAdmin("GET", "/readyz").status == 200 && system.join().status / 100 == 2
          && system.get("/events/demo").status == 200
      }
      #expect(system.process.isRunning)
    }
    #expect(try system.process.stop(SIGTERM) == .exited(0))
  }

  @Test func aKilledUpLeavesNothingBehindAndTheNextOneGoesOn() throws {
    let folder = try TemporaryFolder()
    let first = try System(data: folder.file("data"))
    let all = ProcessTree.below(first.process.identifier)
    try first.psql("CREATE TABLE kept (number int); INSERT INTO kept VALUES (7)")
    first.process.kill()
    try expectNothingLeft(all)
    let second = try System(data: folder.file("data"))
    #expect(try second.psql("SELECT number FROM kept") == "7\n")
    #expect(try second.join().status == 201)
  }

  @Test func aSecondUpOnTheSameFolderIsRefused() throws {
    let folder = try TemporaryFolder()
    let system = try System(data: folder.file("data"), arguments: ["--no-demo"])
    let second = try System.launch(data: folder.file("data"))
    #expect(try second.wait() == .exited(1))
    #expect(second.errors.contains("another `usher up` (process \(system.process.identifier))"))
    #expect(try system.askAdmin("GET", "/readyz").status == 200)
    #expect(try system.psql("SELECT count(*) FROM rooms") == "0\n")
  }

  @Test func aSignalDuringTheStartEndsItInOrder() throws {
    let folder = try TemporaryFolder()
    let process = try System.launch(data: folder.file("data"))
    try waitUntil("the start of the servers") { process.errors.contains("starting Redis and PostgreSQL") }
    let all = ProcessTree.below(process.identifier)
    #expect(try process.stop(SIGTERM) == .exited(0))
    #expect(process.output.isEmpty)
    try expectNothingLeft(all)
  }

  @Test func aDeepFolderHasRoomForSockets() throws {
    let folder = try TemporaryFolder()
    let deep = folder.file(String(repeating: "d", count: 60) + "/" + String(repeating: "e", count: 60))
    let system = try System(data: deep, arguments: ["--no-demo"])
    #expect(try system.psql("SELECT 1") == "1\n")
    #expect(try system.process.stop(SIGTERM) == .exited(0))
  }

  @Test func aTakenPortIsNamed() throws {
    let folder = try TemporaryFolder()
    let redis = try TestRedis.start()
    let result = try ProcessRunner.run(
      [TestExecutable.usher(), "up", "--data", folder.file("data"), "--listen", "127.0.0.1:\(redis.port)"])
    #expect(result.status == .exited(1) && result.errors.contains("can't listen on 127.0.0.1:\(redis.port)"))
  }

  @Test func aFaultyConfigurationStartsNothing() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("usher.yaml", "server:\n  workers: many\nrooms:\n  demo:\n    admit_rat: 5\n")
    let result = try ProcessRunner.run(
      [TestExecutable.usher(), "up", "--data", folder.file("data"), "--config", file])
    #expect(result.status == .exited(1))
    #expect(result.errors.contains("usher.yaml:2:") && result.errors.contains("usher.yaml:5:"))
  }
}
