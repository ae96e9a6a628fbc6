import EventLoop
import Primitives
import Redis
import TestKit
import Testing

/// Redis dies, hangs, comes back; nobody waits for ever and nothing grows.
@Suite struct RedisFaultTests {
  @Test func whatIsInFlightFailsWhenRedisDiesAndAllGoesOnAfterIt() throws {
    let rig = try ClientRig()
    #expect(rig.ask("SET", "a", "1") == .success("OK"))
    rig.redis.pause()
    var answers: [Result<String, RedisFault>] = []
    for _ in 0..<3 {
      rig.send(["GET", "a"]) { result in
        answers.append(result)
        if answers.count == 3 { rig.loop.stop() }
      }
    }
    rig.loop.addTimer(after: .milliseconds(20)) { rig.redis.kill() }
    rig.loop.run()
    for answer in answers {
      guard case .failure(.away) = answer else {
        Issue.record("\(answer)")
        continue
      }
    }
    #expect(!rig.client.isConnected && rig.client.inFlightCount == 0)
    guard case .failure(.away) = rig.ask("PING") else {
      Issue.record("an answer without a Redis")
      return
    }
    try rig.redis.restart()
    rig.run(untilConnected: true)
    #expect(rig.ask("PING") == .success("PONG"))
    #expect(rig.client.statistics.connections == 2 && rig.client.statistics.connectionsLost == 1)
  }

  @Test func aHangingRedisTimesOutAndIsGivenUp() throws {
    let rig = try ClientRig { $0.commandTimeout = .milliseconds(100) }
    #expect(rig.ask("PING") == .success("PONG"))
    rig.redis.pause()
    let asked = ContinuousClock.now
    #expect(rig.ask("PING") == .failure(.timeout))
    #expect(ContinuousClock.now - asked >= .milliseconds(90))
    rig.run(untilConnected: false)
    #expect(rig.client.inFlightCount == 0)
    rig.redis.resume()
    rig.run(untilConnected: true)
    #expect(rig.ask("PING") == .success("PONG"))
  }

  @Test func anAnswerThatComesTooLateIsNobodys() throws {
    let rig = try ClientRig { $0.commandTimeout = .milliseconds(150) }
    #expect(rig.ask("PING") == .success("PONG"))
    rig.redis.pause()
    #expect(rig.ask("ECHO", "too late") == .failure(.timeout))
    rig.redis.resume()
    #expect(rig.ask("ECHO", "in time") == .success("in time"))
    #expect(rig.client.statistics.timeouts == 1 && rig.client.statistics.connectionsLost == 0)
  }

  @Test func whatIsInFlightIsBounded() throws {
    let rig = try ClientRig { $0.commandsInFlightMax = 10 }
    rig.run(untilConnected: true)
    var (answered, refused) = (0, 0)
    for _ in 0..<15 {
      rig.send(["PING"]) { result in
        if result == .failure(.overloaded) { refused += 1 } else { answered += 1 }
        if answered + refused == 15 { rig.loop.stop() }
      }
    }
    #expect(rig.client.inFlightCount == 10 && refused == 0, "nobody is answered before the call has returned")
    rig.loop.run()
    #expect(answered == 10 && refused == 5)
    #expect(rig.ask("PING") == .success("PONG"))
  }

  @Test func aRedisThatStartsLaterIsFound() throws {
    let redis = try TestRedis.start()
    redis.kill()
    let rig = try ClientRig(redis, endpoint: .loopback(port: UInt16(redis.port)))
    guard case .failure(.away(let reason)) = rig.ask("PING") else {
      Issue.record("an answer without a Redis")
      return
    }
    #expect(reason.contains("refused"))
    try redis.restart()
    rig.run(untilConnected: true)
    #expect(rig.ask("PING") == .success("PONG"))
  }

  @Test func aServerThatBecameAReplicaIsLeft() throws {
    let rig = try ClientRig()
    #expect(rig.ask("PING") == .success("PONG"))
    try rig.redis.command("REPLICAOF", "127.0.0.1", "1")
    guard case .failure(.server(let text)) = rig.ask("SET", "a", "1") else {
      Issue.record("a replica took a write")
      return
    }
    #expect(text.hasPrefix("READONLY"))
    #expect(rig.client.statistics.connectionsLost == 1)
    try rig.redis.command("REPLICAOF", "NO", "ONE")
    rig.run(untilConnected: true)
    #expect(rig.ask("SET", "a", "1") == .success("OK"))
  }

  @Test func closingAnswersWhatWaits() throws {
    let rig = try ClientRig()
    rig.run(untilConnected: true)
    var answers = 0
    for _ in 0..<3 { rig.send(["PING"]) { _ in answers += 1 } }
    rig.client.close()
    #expect(answers == 3)
    rig.client.close()
  }

  @Test func closingFromAnAnswerIsFine() throws {
    let rig = try ClientRig()
    var answers: [Result<String, RedisFault>] = []
    for _ in 0..<3 {
      rig.send(["PING"]) { result in
        answers.append(result)
        if answers.count == 1 { rig.client.close() }
        if answers.count == 3 { rig.loop.stop() }
      }
    }
    rig.loop.run()
    #expect(answers.first == .success("PONG"))
    #expect(answers.dropFirst().allSatisfy { (try? $0.get()) == nil })
  }
}
