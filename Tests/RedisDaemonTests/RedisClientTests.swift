import EventLoop
import Primitives
import Redis
import TestKit
import Testing

@Suite struct RedisClientTests {
  @Test func repliesOfEveryKindAreRead() throws {
    let rig = try ClientRig()
    #expect(rig.ask("PING") == .success("PONG"))
    #expect(rig.ask("SET", "a", "1") == .success("OK"))
    #expect(rig.ask("INCR", "a") == .success("2"))
    #expect(rig.ask("GET", "nothing") == .success("(null)"))
    #expect(rig.ask("GET", "a") == .success("2"))
    #expect(
      rig.ask("EVAL", "return {1, 'two', {3, {}, {'four', 5}}, false, {6}, -7}", "0")
        == .success("[1 two [3 [] [four 5]] (null) [6] -7]"))
    #expect(rig.ask("EVAL", "return {}", "0") == .success("[]"))
    #expect(rig.ask("EVAL", "return 9007199254740992", "0") == .success("9007199254740992"))
    guard case .failure(.server(let text)) = rig.ask("INCR", "a", "b") else {
      Issue.record("an error reply is a failure")
      return
    }
    #expect(text.hasPrefix("ERR wrong number"))
    #expect(rig.ask("PING") == .success("PONG"))
  }

  @Test func aLongReplyArrivesWhole() throws {
    let rig = try ClientRig()
    let long = String(repeating: "0123456789", count: 300_000)
    #expect(rig.ask("SET", "long", long) == .success("OK"))
    #expect(rig.ask("GET", "long") == .success(long))
    #expect(rig.ask("EVAL", "local t = {} for i = 1, 5000 do t[i] = i end return #t", "0") == .success("5000"))
  }

  @Test func oneTurnIsOneWriteAndAnswersKeepTheirOrder() throws {
    let rig = try ClientRig()
    rig.run(untilConnected: true)
    let before = rig.client.statistics
    var answers: [String] = []
    for number in 0..<1_000 {
      rig.send(["ECHO", "\(number)"]) { result in
        answers.append((try? result.get()) ?? "?")
        if answers.count == 1_000 { rig.loop.stop() }
      }
    }
    #expect(answers.isEmpty)
    rig.loop.run()
    #expect(answers == (0..<1_000).map(String.init))
    #expect(rig.client.statistics.commandsSent - before.commandsSent == 1_000)
    #expect(rig.client.statistics.writes - before.writes <= 2)
  }

  @Test func scriptsGoByDigestAndComeBackWhenRedisForgetsThem() throws {
    let script = RedisScript(name: "add", source: "return redis.call('INCRBY', KEYS[1], ARGV[1])")
    #expect(script.digest.count == 40)
    let rig = try ClientRig(scripts: [script])
    #expect(rig.call(script, key: "sum", argument: 5) == .success("5"))
    #expect(rig.client.statistics.scriptsSentWhole == 0, "scripts are loaded with the connection")
    try rig.redis.command("SCRIPT", "FLUSH")
    #expect(rig.call(script, key: "sum", argument: 7) == .success("12"))
    #expect(rig.client.statistics.scriptsSentWhole == 1)
    #expect(rig.call(script, key: "sum", argument: 1) == .success("13"))
    #expect(rig.client.statistics.scriptsSentWhole == 1)
    let broken = RedisScript(name: "broken", source: "this is no Lua")
    guard case .failure(.server) = rig.call(broken, key: "sum", argument: 1) else {
      Issue.record("a broken script must fail")
      return
    }
  }

  @Test func digestsAreThoseOfSHA1() {
    #expect(RedisScript(name: "", source: "abc").digest == "a9993e364706816aba3e25717850c26c9cd0d89d")
    #expect(RedisScript(name: "", source: "").digest == "da39a3ee5e6b4b0d3255bfef95601890afd80709")
    #expect(
      RedisScript(name: "", source: String(repeating: "a", count: 1_000)).digest
        == "291e9a6c66994949b57ba5e650361e98fc36b1ba")
  }

  @Test func overTCPWithAPassword() throws {
    let redis = try TestRedis.start(TestRedisOptions(password: "correct-horse"))
    let rig = try ClientRig(redis, endpoint: .loopback(port: UInt16(redis.port)), password: "correct-horse")
    #expect(rig.ask("PING") == .success("PONG"))
  }

  @Test(arguments: [nil, "wrong"] as [String?])
  func aBadPasswordIsAFailure(password: String?) throws {
    let redis = try TestRedis.start(TestRedisOptions(password: "correct-horse"))
    let rig = try ClientRig(redis, password: password)
    switch rig.ask("PING") {
    case .failure(.server(let text)): #expect(text.hasPrefix("NOAUTH"))
    case .failure(.away(let reason)): #expect(reason.hasPrefix("WRONGPASS"))
    default: Issue.record("no failure")
    }
  }
}
