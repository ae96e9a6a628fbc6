import Glibc
import Primitives
import RoomLedger
import RoomStore
import TestKit
import Testing
import WaitingRoom

/// `usher admitter` as a program: several at once, killed without a word, asked how they are, and ended in order.
@Suite struct AdmitterProcessTests {
  private func start(_ rig: AdmissionRig, _ folder: TemporaryFolder, _ name: String) throws -> RunningProcess {
    let file = try folder.write(
      "\(name).yaml",
      """
      data: \(folder.path)
      redis:
        endpoint: unix:\(rig.redis.socketPath)
      postgres:
        connection: \(rig.postgres.connectionString)
      admitter:
        listen: unix:\(socket(folder, name))
      telemetry:
        log_level: warning
      """)
    return try RunningProcess([TestExecutable.usher(), "admitter", "--config", file])
  }

  private func socket(_ folder: TemporaryFolder, _ name: String) -> String { folder.file("\(name).sock") }

  private func get(_ path: String, _ folder: TemporaryFolder, _ name: String) throws -> RawReply {
    try RawHTTP.request("GET", path, at: .unix(socket(folder, name)))
  }

  @Test func processesDieAndTheOthersGoOn() throws {
    let rig = try AdmissionRig(admitters: 0) { $0.admitRateMicro = 50_000_000 }
    let folder = try TemporaryFolder()
    let first = try start(rig, folder, "first")
    let second = try start(rig, folder, "second")
    for name in ["first", "second"] {
      try rig.waitUntil("\(name) is ready") { (try? get("/readyz", folder, name).status) == 200 }
    }
    #expect(try get("/healthz", folder, "first").status == 200)
    #expect(try get("/nothing", folder, "first").status == 404)
    try rig.waitUntil("the room is open in Redis") { (try? rig.figures()) != nil }
    try rig.join(0..<600)
    let begin = try rig.figures()
    try rig.run(for: .seconds(2))
    first.kill()
    try rig.run(for: .seconds(2))
    let end = try rig.figures()
    let seconds = Double(end.at.microseconds - begin.at.microseconds) / 1_000_000
    let released = Double(end.admittedTotal - begin.admittedTotal)
    #expect(released <= 50 * seconds + 5)
    #expect(released >= 50 * seconds - 40, "\(released) in \(seconds) s")
    #expect(try rig.record().epoch == 1)
    let metrics = try get("/metrics", folder, "second")
    #expect(metrics.status == 200)
    #expect(metrics.body.contains("usher_admitter_released_total{room=\"demo\"}"))
    #expect(metrics.body.contains("usher_admitter_postgres_ready 1"))
    #expect(try second.stop(SIGTERM) == .exited(0), "\(second.errors)")
  }

  @Test func aWrongConfigurationEndsItWithAWord() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("wrong.yaml", "postgres:\n  connection: \"host=no-such-host.invalid\"\n")
    let process = try RunningProcess([TestExecutable.usher(), "admitter", "--config", file])
    #expect(try process.wait() == .exited(1))
    #expect(process.errors.contains("no-such-host.invalid"))
  }
}
