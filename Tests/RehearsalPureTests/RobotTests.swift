import Primitives
import Testing

@testable import Rehearsal

@Suite struct RobotTests {
  /// Answers each request as `answer` says until the robot has had enough; gives what it asked.
  private func play(
    _ robot: any Visitor, _ context: VisitorContext, _ answer: (VisitorRequest) -> VisitorAnswer
  ) -> [VisitorRequest] {
    var robot = robot
    var requests: [VisitorRequest] = []
    var step = robot.arrive(context)
    for _ in 0..<10_000 {
      switch step {
      case .send(let request):
        requests.append(request)
        step = robot.receive(answer(request), context)
      case .wait: step = robot.wake(context)
      case .end(let end):
        #expect(end == .robotDone)
        return requests
      }
    }
    Issue.record("a robot never tires")
    return requests
  }

  @Test func `the repeat joiner joins without cookies and counts its tickets`() {
    let context = makeContext()
    var joins = 0
    let requests = play(RepeatJoiner(random: SeededRandom(seed: 1), joins: 100), context) { _ in
      joins += 1
      return joins <= 30 ? good(201, .place(place(joins))) : refused(429, "rate_limited", retryAfter: 60)
    }
    #expect(requests == Array(repeating: .joinAnew, count: 100))
    #expect(context.ledger[.robotTickets] == 30 && context.ledger[.robotJoinsTried] == 100)
  }

  @Test func `the hasty poller polls on, whatever it is told`() {
    let context = makeContext()
    var polls = 0
    let requests = play(HastyPoller(random: SeededRandom(seed: 1), polls: 200), context) { request in
      guard request == .poll else { return good(201, .place(place(9))) }
      polls += 1
      return polls > 20 ? refused(429, "rate_limited", retryAfter: 1) : good(202, .place(place(9)))
    }
    #expect(requests.count == 200 + 1 && context.ledger.broken.isEmpty)
    #expect(context.ledger[.robotPollsRefused] == 200 - 20 && context.ledger.turns.count == 1)
  }

  @Test func `forged passes differ, and getting in by one is a broken promise`() {
    let context = makeContext()
    let requests = play(PassForger(random: SeededRandom(seed: 1), tries: 50), context) { request in
      request == .claimWithoutTicket
        ? refused(401, "ticket_required") : refused(429, "waiting_room_required", retryAfter: 1)
    }
    let passes = requests.compactMap { request -> String? in
      if case .holdForged(_, let pass) = request { pass } else { nil }
    }
    #expect(passes.count == 50 - 5 && Set(passes).count == passes.count)
    #expect(context.ledger.broken.isEmpty && context.ledger[.forgeriesRefused] == 50)
    _ = play(PassForger(random: SeededRandom(seed: 1), tries: 50), context) { request in
      request == .claimWithoutTicket ? good(201, .none) : good(201, .hold(hold()))
    }
    #expect(context.ledger.broken.records[.noWayInWithoutPass]?.count == 50 - 5)
    #expect(context.ledger.broken.records[.noPassWithoutTicket]?.count == 5)
  }

  @Test func `the hammerer holds what it can, and more than one order is a broken promise`() {
    for allowed in [1, 5] {
      let context = makeContext()
      var holds = 0
      let requests = play(HoldHammerer(random: SeededRandom(seed: 1), holds: 30), context) { request in
        switch request {
        case .join: return good(201, .place(place(nil, state: "admitted")))
        case .claim: return good(201, .pass(PassDocument(pass: "p", id: "j")))
        default:
          holds += 1
          guard holds <= allowed else { return refused(409, "limit_exceeded") }
          return good(
            201, .hold(HoldDocument(id: "h\(holds)", status: "HELD", seats: ["a\(holds)", "b\(holds)"], count: 2)))
        }
      }
      #expect(requests.count == 30 + 2 && context.ledger[.hammersWon] == allowed)
      #expect((context.ledger.broken.records[.onePassOneOrder] != nil) == (allowed > 2))
    }
  }

  @Test func `robots leave when the run ends`() {
    for kind in RobotKind.allCases {
      let context = makeContext()
      var robot = kind.make(random: SeededRandom(seed: 1), tries: 9)
      _ = robot.arrive(context)
      #expect(robot.close(context) == .end(.robotDone), "\(kind)")
    }
  }
}
