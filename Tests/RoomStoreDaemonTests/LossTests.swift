import Crypto
import Primitives
import RoomStore
import TestKit
import Testing
import WaitingRoom

/// Redis loses everything, or a part; tickets bring the line back.
@Suite struct LossTests {
  /// Loses everything, and opens the next epoch with what PostgreSQL knows.
  static func lose(_ rig: Rig, servedScore: Int64) throws {
    try rig.redis.command("FLUSHALL")
    rig.epoch += 1
    let floor = rig.clock!.microseconds + 10_000_000
    let reply = try rig.openRoom(recoverFor: 10_000_000, scoreFloor: floor, servedScore: servedScore)
    #expect(reply.isNew && reply.recoveringUntil.microseconds == rig.clock!.microseconds + 10_000_000)
  }

  @Test func theOldLineComesBackInItsOrder() throws {
    let rig = try Rig(simulated: true)
    rig.settings.admitRateMicro = 1_000_000
    _ = try rig.openRoom()
    let keys = try (0..<200).map { number in
      rig.clock!.advance(microseconds: 1_000)
      return try rig.joined(number)
    }
    try LossTests.lose(rig, servedScore: 0)
    let newcomer = try rig.joined(1_000)
    #expect(newcomer > keys[199] && newcomer.score > keys[199].score)
    for number in (0..<200).shuffled() {
      #expect(try rig.place(number, keys[number]) == .recovering)
    }
    rig.clock!.advance(seconds: 9.9)
    #expect(try rig.release().released == 0, "nobody is admitted while the room recovers")
    #expect(try rig.place(0, keys[0]) == .recovering)
    rig.clock!.advance(seconds: 0.1)
    #expect(try rig.release().released == 0, "nothing was saved up meanwhile")
    for number in 0..<200 { #expect(try rig.place(number, keys[number]) == .waiting(ahead: number)) }
    #expect(try rig.place(1_000, newcomer) == .waiting(ahead: 200))
    let figures = try rig.figures()
    #expect(!figures.hasLost && figures.joinsTotal == 1 && figures.waiting == 201)
    #expect(figures.curve.points.first?.orderKey == keys[0] && figures.curve.points.last?.orderKey == newcomer)
  }

  @Test func admissionsOfAnOlderEpochAreNotHonoured() throws {
    let (rig, key) = try TurnTests.released()
    let behind = try rig.joined(2)
    try LossTests.lose(rig, servedScore: key.score)
    #expect(try rig.claim(1) == .noTurn)
    #expect(try rig.place(1, key) == .recovering)
    #expect(try rig.place(2, behind) == .recovering)
    rig.clock!.advance(seconds: 10)
    #expect(try rig.place(1, key) == .owed(owedAhead: 0), "its key was served: owed, in nobody's position")
    #expect(try rig.place(2, behind) == .waiting(ahead: 0))
    rig.clock!.advance(seconds: 0.1)
    #expect(try rig.release(1).released == 1)
    guard case .claimed(_, 1, _, true) = try rig.claim(1) else {
      Issue.record("the same turn, so the same pass")
      return
    }
  }

  @Test func whoReturnsLateMakesNobodysPositionGrow() throws {
    let rig = try Rig(simulated: true)
    rig.settings.admitRateMicro = 1_000_000
    _ = try rig.openRoom()
    let keys = try (0..<6).map { try rig.joined($0) }
    try LossTests.lose(rig, servedScore: 0)
    for number in [1, 3, 5] { _ = try rig.place(number, keys[number]) }
    rig.clock!.advance(seconds: 10)
    #expect(try rig.place(3, keys[3]) == .waiting(ahead: 1))
    #expect(try rig.place(2, keys[2]) == .waiting(ahead: 1))
    #expect(try rig.place(0, keys[0]) == .waiting(ahead: 0))
    #expect(try rig.place(3, keys[3]) == .waiting(ahead: 1))
    #expect(try rig.figures().late == 2)
    // Turns come in order of key all the same.
    for next in [0, 1, 2, 3] {
      rig.clock!.advance(seconds: 1)
      #expect(try rig.release().released == 1)
      guard case .released = try rig.place(next, keys[next]) else {
        Issue.record("\(next) was not next")
        return
      }
    }
    // His key has passed by now: owed.
    rig.clock!.advance(seconds: 1)
    #expect(try rig.release().released == 1)
    #expect(try rig.place(4, keys[4]) == .owed(owedAhead: 0))
  }

  @Test func aUserKeepsOnePlaceAcrossALoss() throws {
    let rig = try Rig(simulated: true)
    _ = try rig.openRoom()
    let user = Rig.digest("ada")
    let old = try rig.joined(1, owner: .user(user))
    try LossTests.lose(rig, servedScore: 0)
    // Joins on a second device before the first has asked.
    let fresh = try rig.joined(2, owner: .user(user))
    #expect(try rig.place(1, old, user: user) == .recovering)
    rig.clock!.advance(seconds: 10)
    #expect(try rig.place(1, old, user: user) == .waiting(ahead: 0))
    #expect(try rig.place(2, fresh, user: user) == .replaced)
    guard case .known(_, old, rig.id(1)) = try rig.join(3, owner: .user(user)) else {
      Issue.record("the better place is the user's")
      return
    }
    #expect(try rig.figures().waiting == 1)
  }

  @Test func turnsAreRebuiltFromPasses() throws {
    let rig = try Rig(simulated: true)
    rig.settings.maxActive = 1
    _ = try rig.openRoom()
    let user = Rig.digest("ada")
    let keys = try [rig.joined(1, owner: .user(user)), rig.joined(2), rig.joined(3)]
    rig.clock!.advance(seconds: 1)
    #expect(try rig.release().released == 1)
    guard case .claimed(_, 1, let until, _) = try rig.claim(1) else {
      Issue.record("no turn")
      return
    }
    try LossTests.lose(rig, servedScore: 0)
    #expect(try rig.settle(1, turn: 1, .extend(until: until), user: user))
    #expect(try rig.settle(2, turn: 1, .complete))
    #expect(try rig.settle(3, turn: 1, .requeue))
    #expect(try rig.place(1, keys[0], user: user) == .claimed(turn: 1, until: until))
    #expect(try rig.place(2, keys[1]) == .complete(turn: 1))
    guard case .known(_, _, rig.id(1)) = try rig.join(4, owner: .user(user)) else {
      Issue.record("a user with a pass got a second place")
      return
    }
    rig.clock!.advance(seconds: 20)
    #expect(try rig.release().released == 0, "the living pass counts among the active")
    #expect(try rig.place(3, keys[2]) == .owed(owedAhead: 0))
    try rig.settle(1, turn: 1, .complete)
    #expect(try rig.release().released == 1)
    guard case .claimed(_, 2, _, _) = try rig.claim(3) else {
      Issue.record("the requeued turn has the next number")
      return
    }
    #expect(try !rig.figures().hasLost)
  }

  /// What the ledger says of somebody who is back in the line already stands: he gets no second turn.
  @Test func aCommandReachesSomebodyWhoIsBackInTheLine() throws {
    let rig = try Rig(simulated: true)
    _ = try rig.openRoom()
    let keys = try [rig.joined(1), rig.joined(2)]
    try LossTests.lose(rig, servedScore: 0)
    for number in 1...2 { _ = try rig.place(number, keys[number - 1]) }
    #expect(try rig.settle(1, turn: 1, .complete))
    rig.clock!.advance(seconds: 11)
    #expect(try rig.release().released == 1)
    #expect(try rig.place(1, keys[0]) == .complete(turn: 1))
    guard case .released = try rig.place(2, keys[1]) else {
      Issue.record("the second has no turn")
      return
    }
    #expect(try !rig.figures().hasLost)
  }

  @Test(arguments: ["line", "part of the line", "a ticket"])
  func aPartialLossIsNoticed(of what: String) throws {
    let rig = try Rig(simulated: true)
    _ = try rig.openRoom()
    let keys = try (0..<3).map { try rig.joined($0) }
    #expect(try !rig.figures().hasLost)
    switch what {
    case "line": try rig.redis.command("DEL", "usher:{demo}:1:line")
    case "part of the line": try rig.redis.command("ZPOPMAX", "usher:{demo}:1:line")
    default: _ = try rig.place(7, OrderKey(epoch: 1, score: keys[2].score + 1))
    }
    #expect(try rig.figures().hasLost)
    #expect(try rig.release().hasLost)
  }

  @Test func anEpochIsOpenedOnceAndNeverBackwards() throws {
    let rig = try Rig(simulated: true)
    #expect(try rig.openRoom().previousEpoch == nil)
    _ = try rig.joined(1)
    #expect(try !rig.openRoom(recoverFor: 1_000_000).isNew)
    #expect(try rig.figures().waiting == 1)
    rig.epoch = 3
    let reply = try rig.openRoom()
    #expect(reply.isNew && reply.previousEpoch == 1)
    try waitUntil("the old epoch's keys are gone") {
      _ = try rig.figures()
      return try rig.redis.command("EXISTS", "usher:{demo}:1:line", "usher:{demo}:1:state") == .integer(0)
    }
    // Somebody who has not heard of it joins in the new epoch all the same, and one who has never goes back.
    let late = try Rig(simulated: true, redis: rig.redis)
    guard case .joined(_, let key, _, 0) = try late.join(2) else {
      Issue.record("no place")
      return
    }
    #expect(key.epoch == 3 && late.store.knownEpoch(of: late.room) == 3)
    try rig.redis.command("HSET", "usher:{demo}:settings", "epoch", "2")
    #expect(throws: StoreFault.uninitialised) { try late.join(3) }
  }
}
