import Primitives
import TestKit
import Testing
import WaitingRoom

@testable import Rehearsal

@Suite struct CheckTests {
  private func turn(
    _ score: Int64, waiting: Int64? = nil, admitted: Int64? = nil, until: Int64? = nil, epoch: UInt32 = 1
  ) -> TurnRecord {
    TurnRecord(
      key: OrderKey(epoch: epoch, score: score), lastWaitingAt: waiting.map { WallInstant(milliseconds: $0) },
      firstAdmittedAt: admitted.map { WallInstant(milliseconds: $0) },
      claimUntil: until.map { WallInstant(milliseconds: $0) })
  }

  @Test func `who waits while a larger key is in was overtaken`() {
    #expect(OrderCheck.overtakings([turn(1, waiting: 10, admitted: 20), turn(2, waiting: 15, admitted: 20)]) == [])
    let found = OrderCheck.overtakings([turn(2, admitted: 10), turn(1, waiting: 11, admitted: 20)])
    #expect(found.count == 1 && found.first?.waiting.score == 1 && found.first?.admitted.score == 2)
    #expect(
      OrderCheck.overtakings([turn(2, admitted: 10), turn(1, waiting: 10)]) == [], "the same millisecond proves nothing"
    )
    #expect(OrderCheck.overtakings([turn(2, admitted: 10, epoch: 2), turn(1, waiting: 11)]) == [], "other epochs")
  }

  /// Compares with the definition, pair by pair.
  @Test(.seeded) func `the order check finds exactly who was overtaken`() {
    var random = SeededRandom(seed: TestSeed.current)
    for _ in 0..<2_000 {
      let turns = (0..<Int(random.next() % 8)).map { index in
        turn(
          Int64(index), waiting: random.next() % 3 == 0 ? nil : Int64(random.next() % 12),
          admitted: random.next() % 3 == 0 ? nil : Int64(random.next() % 12), epoch: UInt32(1 + random.next() % 2))
      }
      let expected = turns.filter { waiting in
        turns.contains { admitted in
          guard admitted.key.epoch == waiting.key.epoch, admitted.key > waiting.key else { return false }
          guard let let1 = admitted.firstAdmittedAt, let until = waiting.lastWaitingAt else { return false }
          return let1 < until
        }
      }
      let found = OrderCheck.overtakings(turns.shuffled(using: &random)).map(\.waiting)
      if Set(found) != Set(expected.map(\.key)) || found.count != expected.count { Issue.record("\(turns)") }
    }
  }

  @Test(.seeded) func `the worst window is found, whatever window is worst`() {
    var random = SeededRandom(seed: TestSeed.current)
    for _ in 0..<500 {
      let rate = [0.5, 3, 50][Int(random.next() % 3)]
      let instants = (0..<Int(1 + random.next() % 20)).map { _ in
        WallInstant(milliseconds: Int64(random.next() % 3_000))
      }
      let sorted = instants.sorted()
      var worst = 0.0
      for first in sorted.indices {
        for last in first..<sorted.count {
          let window = Double(sorted[last] - sorted[first]) / 1e6
          worst = max(worst, Double(last - first + 1) - rate * window)
        }
      }
      let result = AdmissionCheck(ratePerSecond: rate, burst: 1).judge(instants)
      if abs(result.excess - worst) > 1e-9 { Issue.record("\(instants) at \(rate): \(result.excess), not \(worst)") }
    }
  }

  @Test func `a rate that is kept is kept, and one person more than rate, burst and tolerance is not`() {
    let check = AdmissionCheck(ratePerSecond: 50, burst: AdmissionCheck.burstDefault(ratePerSecond: 50))
    // Every 100 ms five, as the admitter does it, after a burst of five.
    let kept = (0..<100).flatMap { turn in
      [WallInstant](repeating: WallInstant(milliseconds: Int64(turn) * 100), count: 5)
    }
    let result = check.judge(kept)
    #expect(result.isKept && result.excess == 5 && result.count == 500)
    let burst = [WallInstant](repeating: WallInstant(milliseconds: 5_000), count: 2)
    #expect(!check.judge(kept + burst).isKept)
    #expect(AdmissionCheck.burstDefault(ratePerSecond: 3) == 1)
  }

  @Test func `seats and passes belong to one`() {
    let ledger = RunLedger()
    ledger.sold(.init(hold: "a", seats: ["1", "2"]))
    ledger.sold(.init(hold: "b", seats: ["3"]))
    ledger.gotPass("p")
    ledger.gotPass("q")
    #expect(Judgement(ledger, rateMicroMax: 50_000_000, epochs: [1], burst: nil).broken.isEmpty)
    ledger.sold(.init(hold: "c", seats: ["2"]))
    ledger.gotPass("p")
    let broken = Judgement(ledger, rateMicroMax: 50_000_000, epochs: [1], burst: nil).broken
    #expect(broken.records[.seatSoldOnce]?.examples == ["seat 2 was confirmed to a and to c"])
    #expect(broken.records[.passIsForOne]?.count == 1 && broken.records.count == 2)
  }

  @Test func `order and rate are judged over all turns, a loss of the line allows a burst more`() {
    let ledger = RunLedger()
    for score in 0..<14 { ledger.turned(turn(Int64(score), admitted: 100, until: 1_000)) }
    func judge(_ epochs: Set<Int>, burst: Double? = nil) -> Judgement {
      Judgement(ledger, rateMicroMax: 50_000_000, epochs: epochs, burst: burst)
    }
    #expect(judge([1]).broken.records[.admissionWithinRate]?.count == 1)
    #expect(judge([1, 2, 3]).broken.isEmpty && judge([1], burst: 13).broken.isEmpty)
    ledger.turned(turn(-1, waiting: 200))
    #expect(judge([1, 2, 3]).broken.records[.turnsInOrder]?.count == 1)
  }

  @Test func `only a few examples are kept, and all are counted`() {
    var broken = BrokenPromises()
    for index in 0..<100 { broken.note(.noServerFault, "\(index)") }
    var sum = BrokenPromises()
    sum.add(broken)
    sum.add(broken)
    #expect(sum.records[.noServerFault]?.count == 200)
    #expect(sum.records[.noServerFault]?.examples == (0..<BrokenPromises.examplesMax).map { "\($0)" })
  }

  @Test func `every answer is counted, and judged by what it is`() {
    let context = makeContext()
    let ledger = context.ledger
    AnswerCheck.note(.failed("connection closed"), to: .poll, context)
    AnswerCheck.note(good(200, .place(place(1))), to: .poll, context)
    AnswerCheck.note(refused(429, "rate_limited", retryAfter: 1), to: .poll, context)
    AnswerCheck.note(refused(409, "seat_unavailable"), to: .hold(.best(1)), context)
    #expect(ledger.broken.isEmpty && ledger[.responses] == 3)
    #expect(
      ledger.errors == ["connection closed": 1]
        && ledger.refusals == ["429 rate_limited": 1, "409 seat_unavailable": 1])
    AnswerCheck.note(refused(429, "rate_limited"), to: .poll, context)
    AnswerCheck.note(refused(503, "queue_unavailable", retryAfter: 1), to: .join(key: "k"), context)
    AnswerCheck.note(good(200, .unreadable("x")), to: .claim, context)
    #expect(ledger.broken.records[.refusalSaysWhen]?.examples == ["poll: 429 rate_limited without Retry-After"])
    #expect(ledger.broken.records[.noServerFault]?.examples == ["join: 503 queue_unavailable"])
    #expect(ledger.broken.records[.answerIsReadable]?.examples == ["claim: 200: x"])
    let chaos = makeContext(manners: Manners(toleratesFaults: true))
    AnswerCheck.note(refused(502, "origin_unavailable", retryAfter: 1), to: .poll, chaos)
    #expect(chaos.ledger.broken.isEmpty && chaos.ledger.refusals == ["502 origin_unavailable": 1])
  }
}
