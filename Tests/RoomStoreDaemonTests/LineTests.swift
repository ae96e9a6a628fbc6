import EventLoop
import Limits
import Primitives
import RoomStore
import TestKit
import Testing
import WaitingRoom

/// Taking places, on a real Redis.
@Suite struct LineTests {
  @Test func aRoomThatIsNotOpenHasNoLine() throws {
    let rig = try Rig()
    #expect(throws: StoreFault.uninitialised) { try rig.join(1) }
    #expect(throws: StoreFault.uninitialised) { try rig.release() }
    #expect(throws: StoreFault.uninitialised) { try rig.figures() }
    #expect(throws: StoreFault.uninitialised) { try rig.claim(1) }
    #expect(throws: StoreFault.uninitialised) { try rig.place(1, OrderKey(epoch: 1, score: 5)) }
    #expect(throws: StoreFault.uninitialised) { try rig.leave(1, OrderKey(epoch: 1, score: 5)) }
    #expect(throws: StoreFault.uninitialised) { try rig.settle(1, turn: 1, .complete) }
    #expect(throws: StoreFault.uninitialised) { try rig.apply() }
  }

  @Test func positionsAreExactAndShrinkAsTurnsCome() throws {
    let rig = try Rig(simulated: true)
    rig.settings.admitRateMicro = 2_000_000
    _ = try rig.openRoom()
    let keys = try (0..<5).map { try rig.joined($0) }
    #expect(keys == keys.sorted() && Set(keys).count == 5)
    for number in 0..<5 { #expect(try rig.place(number, keys[number]) == .waiting(ahead: number)) }
    rig.clock?.advance(seconds: 0.5)
    #expect(try rig.release().released == 1)
    #expect(try rig.release().released == 0)
    guard case .released(turn: 1, _) = try rig.place(0, keys[0]) else {
      Issue.record("the first has no turn")
      return
    }
    for number in 1..<5 { #expect(try rig.place(number, keys[number]) == .waiting(ahead: number - 1)) }
  }

  @Test func keysIncreaseStrictlyWhateverTheClockDoes() throws {
    let rig = try Rig(simulated: true)
    _ = try rig.openRoom()
    var keys: [OrderKey] = []
    for number in 0..<40 {
      keys.append(try rig.joined(number))
      rig.clock?.advance(microseconds: number % 3 == 0 ? -700_000 : Int64(number % 3))
    }
    #expect(keys == keys.sorted() && Set(keys).count == 40)
  }

  /// Redis' own clock, and four gateways with many calls in flight.
  @Test func keysAreUniqueUnderConcurrentJoins() throws {
    let first = try Rig()
    _ = try first.openRoom()
    let rigs = try [first] + (0..<3).map { _ in try Rig(redis: first.redis) }
    var keys: [OrderKey] = []
    for round in 0..<10 {
      for (index, rig) in rigs.enumerated() {
        var waiting = 50
        for number in 0..<50 {
          let id = Rig.id(round * 1_000 + index * 100 + number)
          rig.store.join(rig.room, epoch: 1, JoinRequest(random: id)) { result in
            if case .success(.joined(_, let key, _, _)) = result { keys.append(key) }
            waiting -= 1
            if waiting == 0 { rig.loop.stop() }
          }
        }
        rig.loop.run()
      }
    }
    #expect(keys.count == 2_000 && Set(keys).count == 2_000)
    #expect(try first.figures().waiting == 2_000)
  }

  @Test func joiningIsRefusedByState() throws {
    let rig = try Rig(simulated: true)
    rig.settings.waitingMax = 2
    _ = try rig.openRoom(state: .prequeue)
    let key = try rig.joined(1)
    #expect(try rig.place(1, key) == .prequeue(ahead: 0))
    rig.clock?.advance(seconds: 60)
    #expect(try rig.release().released == 0, "nobody is admitted before the opening")
    try rig.apply(state: .closed)
    #expect(try rig.join(2) == .closed)
    #expect(try rig.place(1, key) == .closed)
    try rig.apply(state: .soldOut)
    #expect(try rig.join(2) == .soldOut)
    #expect(try rig.place(1, key) == .soldOut)
    try rig.apply(state: .open)
    #expect(try rig.place(1, key) == .waiting(ahead: 0), "a place is kept while the room is closed")
    _ = try rig.joined(2)
    #expect(try rig.join(3) == .full)
  }

  @Test func aKnownUserHasOnePlace() throws {
    let rig = try Rig(simulated: true)
    _ = try rig.openRoom()
    let user = Rig.digest("ada")
    let key = try rig.joined(1, owner: .user(user))
    _ = try rig.joined(2)
    guard case .known(_, key, rig.id(1)) = try rig.join(3, owner: .user(user)) else {
      Issue.record("the same user got another place")
      return
    }
    #expect(try rig.figures().waiting == 2)
    try rig.leave(1, key)
    let fresh = try rig.joined(4, owner: .user(user))
    #expect(fresh > key, "who left starts at the end")
    #expect(try rig.place(4, fresh, user: user) == .waiting(ahead: 1))
  }

  @Test func anIdempotencyKeyGivesTheSamePlaceForTenMinutes() throws {
    let rig = try Rig(simulated: true)
    _ = try rig.openRoom()
    let owner = JoinOwner.key(Rig.digest("22 random characters.."))
    let key = try rig.joined(1, owner: owner)
    for _ in 0..<10 {
      rig.clock?.advance(seconds: 60)
      guard case .known(_, key, rig.id(1)) = try rig.join(2, owner: owner) else {
        Issue.record("a retry took a second place")
        return
      }
    }
    rig.clock?.advance(seconds: 1_200)
    #expect(try rig.joined(3, owner: owner) > key)
    let reply = try rig.redis.command("KEYS", "usher:{demo}:1:join-keys:*")
    guard case .array(let names) = reply, names.count == 2 else {
      Issue.record("\(reply)")
      return
    }
    for name in names.compactMap(\.text) { #expect(try rig.redis.command("TTL", name) != .integer(-1)) }
  }

  @Test func limitsAreTakenWithThePlace() throws {
    let rig = try Rig(simulated: true)
    _ = try rig.openRoom()
    let limit = Limit(name: "joins-per-network", count: 60, periodMicroseconds: 60_000_000, burst: 2)
    let here = LimitCheck(limit, subject: .network4(0x7f00_0001))
    let there = LimitCheck(limit, subject: .network6(0x2001_0db8_0000_0001))
    for number in 0..<2 {
      guard case .joined = try rig.join(number, limits: [here]) else {
        Issue.record("refused within the burst")
        return
      }
    }
    guard case .limited(let verdict) = try rig.join(2, limits: [there, here]) else {
      Issue.record("not refused")
      return
    }
    #expect(verdict.refusedIndex == 1 && verdict.retryAfterMicroseconds == 1_000_000 && verdict.retryAfterSeconds == 1)
    #expect(verdict.standings.map(\.remaining) == [2, 0], "the other network was not charged")
    #expect(try rig.figures().waiting == 2)
    rig.clock?.advance(seconds: 1)
    guard case .joined = try rig.join(3, limits: [here]) else {
      Issue.record("refused after the wait")
      return
    }
  }
}
