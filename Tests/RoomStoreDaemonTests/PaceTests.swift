import EventLoop
import Foundation
import Primitives
import Redis
import RoomStore
import TestKit
import Testing
import WaitingRoom

/// How many are admitted, by how many admitters and under which changes.
@Suite struct PaceTests {
  @Test func theRateIsKeptToTheLastPerson() throws {
    let rig = try Rig(simulated: true)
    rig.settings.admitRateMicro = 33_333_333
    rig.settings.absentAfterSeconds = 600
    _ = try rig.openRoom()
    for number in 0..<700 { _ = try rig.joined(number) }
    var total = 0
    for tick in 1...1_000 {
      rig.clock!.advance(microseconds: tick % 2 == 0 ? 13_000 : 27_000)
      total += try rig.release().released
    }
    #expect(total == 666, "20 s at 33.333333 a second")
  }

  @Test func whatIsSavedUpIsBoundedByTheBurstAndCutByChanges() throws {
    let rig = try Rig(simulated: true)
    rig.settings.admitRateMicro = 50_000_000
    rig.settings.absentAfterSeconds = 86_400
    _ = try rig.openRoom()
    for number in 0..<100 { _ = try rig.joined(number) }
    rig.clock!.advance(seconds: 3_600)
    #expect(try rig.release().released == 5, "a tenth of a second's rate")
    rig.clock!.advance(seconds: 60)
    try rig.apply { $0.admitRateMicro = 2_000_000 }
    #expect(try rig.release().released == 1, "a lower rate cuts to its own burst")
    try rig.apply { $0.burstMicro = 4_000_000 }
    rig.clock!.advance(seconds: 60)
    #expect(try rig.release().released == 4)
    rig.clock!.advance(seconds: 60)
    try rig.apply { $0.isPaused = true }
    rig.clock!.advance(seconds: 60)
    #expect(try rig.release().released == 0)
    try rig.apply { $0.isPaused = false }
    #expect(try rig.release().released == 1, "a pause leaves one at most")
    try rig.apply { $0.admitRateMicro = 0 }
    rig.clock!.advance(seconds: 3_600)
    #expect(try rig.release().released == 0)
    try rig.apply {
      $0.admitRateMicro = RoomSettings.admitRateMicroMax
      $0.burstMicro = nil
    }
    rig.clock!.advance(seconds: 3_600)
    #expect(try rig.release(7).released == 7)
  }

  @Test func settingsAreAppliedOnceAndInTheirOrder() throws {
    let rig = try Rig(simulated: true)
    _ = try rig.openRoom()
    rig.settings.admitRateMicro = 1_000_000
    let fifth = try rig.wait {
      rig.store.apply(rig.room, epoch: 1, state: .open, settings: rig.settings, version: 5, $0)
    }
    #expect(fifth.isChanged && fifth.version == 5)
    for version in [5, 4] {
      let again = try rig.wait {
        rig.store.apply(rig.room, epoch: 1, state: .closed, settings: RoomSettings(), version: version, $0)
      }
      #expect(!again.isChanged && again.version == 5)
    }
    #expect(try rig.figures().state == .open && rig.figures().version == 5)
  }

  @Test func aLongLineOfAbsentPeopleIsPassedOverInBoundedSteps() throws {
    let rig = try Rig(simulated: true)
    rig.settings.absentAfterSeconds = 60
    _ = try rig.openRoom()
    for number in 0..<600 { _ = try rig.joined(number) }
    rig.clock!.advance(seconds: 100)
    let last = try rig.joined(1_000)
    var calls = 0
    var reply = try rig.release()
    while reply.wantsMore {
      #expect(reply.passedOver == 250 && reply.released == 0)
      calls += 1
      reply = try rig.release()
    }
    #expect(calls == 2 && reply.passedOver == 100 && reply.released == 1)
    guard case .released = try rig.place(1_000, last) else {
      Issue.record("the only one who is here has no turn")
      return
    }
  }

  @Test func theMeasuredRateFollows() throws {
    let rig = try Rig(simulated: true)
    rig.settings.admitRateMicro = 20_000_000
    _ = try rig.openRoom()
    for number in 0..<400 { _ = try rig.joined(number) }
    for _ in 0..<100 {
      rig.clock!.advance(seconds: 0.1)
      try rig.release()
    }
    #expect(abs(try rig.figures().admittedPerSecond - 20) <= 0.5)
    rig.clock!.advance(seconds: 11)
    #expect(try rig.figures().admittedPerSecond == 0)
  }

  /// Promise 3 with Redis' own clock: four admitters in four threads call as fast as they can.
  @Test func fourAdmittersTogetherKeepTheRate() throws {
    let rig = try Rig()
    rig.settings.admitRateMicro = 200_000_000
    _ = try rig.openRoom()
    for number in 0..<900 { _ = try rig.joined(number) }
    let log = Locked<[(at: Int64, released: Int)]>([])
    let threads = try (0..<4).map { index in
      let path = rig.redis.socketPath
      return try LoopThread.start(name: "admitter \(index)") { loop in
        Admitter(loop: loop, path: path) { at, released in log.withLock { $0.append((at, released)) } }.start()
      }
    }
    try waitUntil("three seconds of admission by Redis' clock", timeout: .seconds(60)) {
      log.withLock { $0.reduce(0) { $0 + $1.released } >= 600 }
    }
    for thread in threads { thread.stop() }
    for thread in threads { thread.join() }
    let releases = log.withLock { $0.sorted { $0.at < $1.at } }
    #expect(releases.count > 100)
    for first in releases.indices {
      var sum = 0
      for release in releases[first...] {
        sum += release.released
        let allowed = Double(release.at - releases[first].at) * 200 / 1_000_000 + 20
        try #require(Double(sum) <= allowed, "released \(sum) where \(allowed) are allowed")
      }
    }
  }
}

/// Calls `release` again as soon as it is answered.
private final class Admitter {
  private let loop: Loop
  private let store: RoomStore
  private let report: (Int64, Int) -> Void
  private let room = RoomID("demo")!

  init(loop: Loop, path: String, report: @escaping (Int64, Int) -> Void) {
    self.loop = loop
    self.report = report
    store = RoomStore(loop: loop, options: RoomStoreOptions(redis: RedisOptions(endpoint: .unix(path: path))))
  }

  func start() { call() }

  private func call() {
    store.release(room, epoch: 1, maximum: 250) { [self] result in
      if case .success(let reply) = result, reply.released > 0 { report(reply.at.microseconds, reply.released) }
      call()
    }
  }
}
