import Primitives
import RoomStore
import TestKit
import Testing
import WaitingRoom

/// The line itself, on a real Redis: joining, positions, turns.
@Suite struct LineTests {
  @Test func aRoomThatIsNotOpenHasNoLine() throws {
    let rig = try Rig()
    #expect(throws: StoreFault.uninitialised) { try rig.join(1) }
    #expect(throws: StoreFault.uninitialised) { try rig.release() }
    #expect(throws: StoreFault.uninitialised) { try rig.figures() }
  }

  @Test func positionsAreExactAndShrinkAsTurnsCome() throws {
    let rig = try Rig(simulated: true)
    rig.settings.admitRateMicro = 2_000_000
    _ = try rig.openRoom()
    var keys: [OrderKey] = []
    for number in 0..<5 { keys.append(try rig.joined(number)) }
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
}
