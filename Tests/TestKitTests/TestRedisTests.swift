import TestKit
import Testing

@Suite struct TestRedisTests {
  @Test func answersOnItsPortAndSocket() throws {
    let redis = try TestRedis.start()
    try redis.command("SET", "name", "a b")
    #expect(try redis.command("GET", "name") == .string("a b"))
    #expect(try redis.command("GET", "none") == .null)
    let socket = try RawSocket(port: redis.port)
    try socket.send("PING\r\n")
    #expect(try socket.receive(until: "\r\n") == "+PONG\r\n")
  }

  @Test func keepsNothingOverARestartUnlessAsked() throws {
    let forgetful = try TestRedis.start()
    try forgetful.command("SET", "name", "value")
    forgetful.kill()
    #expect(!forgetful.isRunning)
    try forgetful.restart()
    #expect(try forgetful.command("GET", "name") == .null)

    let keeping = try TestRedis.start(TestRedisOptions(appendOnly: true, settings: ["appendfsync": "always"]))
    try keeping.command("SET", "name", "value")
    keeping.kill()
    try keeping.restart()
    #expect(try keeping.command("GET", "name") == .string("value"))
  }

  @Test func asksForItsPassword() throws {
    let redis = try TestRedis.start(TestRedisOptions(password: "secret"))
    #expect(redis.url == "redis://default:secret@127.0.0.1:\(redis.port)")
    let socket = try RawSocket(port: redis.port)
    try socket.send("GET name\r\n")
    #expect(try socket.receive(until: "\r\n").hasPrefix("-NOAUTH"))
    #expect(try redis.command("ECHO", "hello") == .string("hello"))
  }

  @Test func standsStillWhilePaused() throws {
    let redis = try TestRedis.start()
    let socket = try RawSocket(port: redis.port, timeout: .milliseconds(200))
    redis.pause()
    try socket.send("PING\r\n")
    #expect(throws: TestKitFault.self) { try socket.receive() }
    redis.resume()
    try waitUntil("an answer after the pause") { try !socket.receive().isEmpty }
  }

  @Test func endsWithItsScope() async throws {
    let (port, process) = try await TestRedis.run { redis in (redis.port, try #require(redis.processIdentifier)) }
    #expect(!isAlive(process))
    #expect(throws: TestKitFault.self) { try RawSocket(port: port) }
  }

  @Test func endsWithAFailingTest() throws {
    struct Failure: Error {}
    var process: Int32 = 0
    #expect(throws: Failure.self) {
      let redis = try TestRedis.start()
      process = try #require(redis.processIdentifier)
      throw Failure()
    }
    #expect(process != 0 && !isAlive(process))
  }
}
