import Primitives
import RoomStore
import TestKit
import Testing
import WaitingRoom

/// What becomes of a turn, on a real Redis with simulated time.
@Suite struct TurnTests {
  /// A room with one person in it whose turn has come.
  static func released() throws -> (rig: Rig, key: OrderKey) {
    let rig = try Rig(simulated: true)
    rig.settings.admitRateMicro = 10_000_000
    _ = try rig.openRoom()
    let key = try rig.joined(1)
    rig.clock!.advance(seconds: 1)
    #expect(try rig.release().released == 1)
    return (rig, key)
  }

  @Test func claimingTwiceGivesTheSameTurn() throws {
    let (rig, key) = try TurnTests.released()
    guard case .claimed(_, 1, let until, true) = try rig.claim(1) else {
      Issue.record("no turn")
      return
    }
    rig.clock!.advance(seconds: 30)
    guard case .claimed(_, 1, until, false) = try rig.claim(1) else {
      Issue.record("another turn, or another end")
      return
    }
    #expect(try rig.place(1, key) == .claimed(turn: 1, until: until))
    #expect(try rig.claim(2) == .noTurn)
    rig.clock!.advance(seconds: 900)
    #expect(try rig.claim(1) == .expired(turn: 1))
    #expect(try rig.place(1, key) == .expired(turn: 1))
    #expect(try rig.figures().active == 0)
  }

  @Test func aTurnNotClaimedIsOwedOnReturn() throws {
    let (rig, key) = try TurnTests.released()
    let second = try rig.joined(2)
    rig.clock!.advance(seconds: 121)
    #expect(try rig.claim(1) == .noTurn)
    try rig.apply { $0.isPaused = true }
    #expect(try rig.figures().away == 1)
    #expect(try rig.place(1, key) == .owed(owedAhead: 0))
    #expect(try rig.place(2, second) == .waiting(ahead: 0), "who is owed a turn counts in nobody's position")
    try rig.apply { $0.isPaused = false }
    rig.clock!.advance(seconds: 0.1)
    #expect(try rig.release(1).released == 1)
    guard case .released(turn: 1, _) = try rig.place(1, key) else {
      Issue.record("the owed turn did not come first")
      return
    }
  }

  @Test func whoMissesAgainAndAgainWaitsLonger() throws {
    let (rig, key) = try TurnTests.released()
    var waits: [Int64] = []
    for _ in 0..<9 {
      rig.clock!.advance(seconds: 120)
      switch try rig.place(1, key) {
      case .owed: waits.append(0)
      case .owedLater(let from):
        let wait = from.microseconds - rig.clock!.microseconds
        waits.append(wait / 120_000_000)
        rig.clock!.advance(microseconds: wait)
        #expect(try rig.place(1, key) == .owed(owedAhead: 0))
      default: Issue.record("neither owed nor later")
      }
      #expect(try rig.release().released == 1)
    }
    #expect(waits == [0, 0, 1, 2, 4, 8, 16, 16, 16])
  }

  @Test func unclaimedAndClaimedTurnsHoldASlot() throws {
    let rig = try Rig(simulated: true)
    rig.settings.maxActive = 2
    _ = try rig.openRoom()
    let keys = try (0..<6).map { try rig.joined($0) }
    rig.clock!.advance(seconds: 60)
    #expect(try rig.release().released == 2)
    #expect(try rig.release().released == 0)
    guard case .claimed = try rig.claim(0) else {
      Issue.record("no turn")
      return
    }
    rig.clock!.advance(seconds: 121)
    for number in 2..<6 { _ = try rig.place(number, keys[number]) }
    #expect(try rig.release().released == 1, "an unclaimed turn frees its slot")
    #expect(try rig.figures().active == 2)
    #expect(try rig.settle(0, turn: 1, .complete))
    #expect(try rig.release().released == 1, "a complete one does")
    #expect(try rig.place(0, keys[0]) == .complete(turn: 1))
    #expect(try rig.leave(2, keys[2]).claimedTurn == nil)
    #expect(try rig.release().released == 1, "one that is given up does")
  }

  @Test func commandsAreSafeToRepeat() throws {
    let (rig, key) = try TurnTests.released()
    _ = try rig.claim(1)
    let later = WallInstant(microseconds: rig.clock!.microseconds + 3_000_000_000)
    #expect(try rig.settle(1, turn: 1, .extend(until: later)))
    #expect(try !rig.settle(1, turn: 1, .extend(until: later)))
    #expect(try rig.place(1, key) == .claimed(turn: 1, until: later))
    #expect(try rig.settle(1, turn: 1, .requeue))
    #expect(try !rig.settle(1, turn: 1, .requeue))
    #expect(try rig.place(1, key) == .owed(owedAhead: 0))
    #expect(try !rig.settle(1, turn: 1, .complete), "that turn is over")
    rig.clock!.advance(seconds: 1)
    try rig.release()
    guard case .claimed(_, 2, _, true) = try rig.claim(1) else {
      Issue.record("the turn given again has the next number")
      return
    }
    #expect(try rig.settle(1, turn: 2, .revoke))
    #expect(try !rig.settle(1, turn: 2, .complete))
    #expect(try rig.claim(1) == .revoked(turn: 2))
    #expect(try !rig.settle(1, turn: 1, .requeue))
  }

  @Test func leavingIsForGood() throws {
    let (rig, key) = try TurnTests.released()
    _ = try rig.claim(1)
    #expect(try rig.leave(1, key).claimedTurn == 1)
    #expect(try rig.leave(1, key).claimedTurn == nil)
    #expect(try rig.place(1, key) == .left)
    #expect(try rig.claim(1) == .left)
    let second = try rig.joined(2)
    try rig.leave(2, second)
    #expect(try rig.place(2, second) == .left)
    let unknown = OrderKey(epoch: 1, score: key.score + 1)
    try rig.leave(3, unknown)
    #expect(try rig.place(3, unknown) == .left, "a ticket that Redis had lost can be given up too")
    #expect(try rig.figures().waiting == 0)
  }

  @Test func theAbsentArePassedOverAndOwed() throws {
    let rig = try Rig(simulated: true)
    rig.settings.absentAfterSeconds = 60
    rig.settings.admitRateMicro = 1_000_000
    _ = try rig.openRoom()
    let keys = try (0..<10).map { try rig.joined($0) }
    try rig.apply { $0.isPaused = true }
    rig.clock!.advance(seconds: 65)
    for number in 5..<10 { _ = try rig.place(number, keys[number]) }
    try rig.apply { $0.isPaused = false }
    rig.clock!.advance(seconds: 1)
    let reply = try rig.release()
    #expect(reply.released == 1 && reply.passedOver == 5, "one turn, and nobody waits for the absent")
    #expect(try rig.figures().away == 5)
    guard case .released = try rig.place(5, keys[5]) else {
      Issue.record("the first who is here has no turn")
      return
    }
    // Those who return come next, in the order of their return, and count in nobody's position.
    #expect(try rig.place(3, keys[3]) == .owed(owedAhead: 0))
    rig.clock!.advance(seconds: 0.5)
    #expect(try rig.place(1, keys[1]) == .owed(owedAhead: 1))
    #expect(try rig.place(6, keys[6]) == .waiting(ahead: 0))
    for returned in [3, 1] {
      rig.clock!.advance(seconds: 1)
      #expect(try rig.release().released == 1)
      guard case .released = try rig.place(returned, keys[returned]) else {
        Issue.record("\(returned) was not next")
        return
      }
    }
    #expect(try rig.place(6, keys[6]) == .waiting(ahead: 0))
  }

  @Test func presenceLastsAsLongAsItSays() throws {
    let rig = try Rig(simulated: true)
    rig.settings.absentAfterSeconds = 60
    _ = try rig.openRoom()
    let keys = try (0..<2).map { try rig.joined($0) }
    rig.clock!.advance(seconds: 60)
    #expect(try rig.release(1).released == 1, "absent only after 60 s")
    rig.clock!.advance(seconds: 4)
    #expect(try rig.release(1).passedOver == 1, "and not much later")
    #expect(try rig.place(1, keys[1]) == .owed(owedAhead: 0))
  }
}
