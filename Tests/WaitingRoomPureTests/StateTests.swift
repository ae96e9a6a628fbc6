import Testing
import WaitingRoom

@Suite struct StateTests {
  @Test func roomsMoveAsTheyShould() {
    var allowed: Set<String> = []
    for from in RoomState.allCases {
      for to in RoomState.allCases where from.canBecome(to) { allowed.insert("\(from.rawValue) \(to.rawValue)") }
    }
    #expect(
      allowed == [
        "prequeue open", "prequeue closed", "open closed", "open sold_out", "closed prequeue", "closed open",
        "sold_out open", "sold_out closed",
      ])
    #expect(RoomState.allCases.filter(\.takesJoins) == [.prequeue, .open])
    #expect(RoomState.allCases.filter(\.admits) == [.open])
  }

  @Test func ticketsThatAreOverComeBackOnlyByAnotherTurn() {
    for state in TicketState.allCases {
      #expect(!state.canBecome(state))
      #expect(!state.canBecome(.waiting), "nobody goes back into the line")
      let next = Set(TicketState.allCases.filter { state.canBecome($0) })
      switch state {
      case .left, .replaced: #expect(next.isEmpty && state.isOver)
      case .complete, .revoked: #expect(next == [.owed] && state.isOver)
      default: #expect(next.contains(.left) && !state.isOver, "\(state)")
      }
    }
    #expect(
      TicketState.allCases.filter { $0.canBecome(.released) } == [.waiting, .owed], "turns come from these alone")
  }
}
