import Testing

@testable import Postgres

/// What a transaction came to, whatever order the server's words and the connection's end come in.
@Suite struct PipelineUnitTests {
  private let refusal = PostgresError(code: "23505", message: "duplicate")

  private func unit() -> PipelineUnit { PipelineUnit([.prepare(statement: "s"), .setTimeout, .execute], query: nil) }

  @Test func aRefusalStandsThoughTheConnectionBreaksAfterIt() {
    var unit = unit()
    unit.take(.failed(refusal, isFatal: false))
    guard case .refused(let error) = unit.outcome(whenLost: "gone") else {
      Issue.record("\(unit.outcome)")
      return
    }
    #expect(error == refusal)
  }

  @Test func aServerThatGoesAwayLeavesTheOutcomeOpen() {
    var unit = unit()
    unit.take(.failed(PostgresError(code: "57P01", message: "shutting down"), isFatal: true))
    for outcome in [unit.outcome, unit.outcome(whenLost: "gone")] {
      guard case .unknown(let why) = outcome else {
        Issue.record("\(outcome)")
        return
      }
      #expect(why == "57P01 shutting down")
    }
  }

  @Test func nothingIsKnownBeforeTheSynchronisationPoint() {
    let unit = unit()
    guard case .unknown("gone") = unit.outcome(whenLost: "gone") else {
      Issue.record("\(unit.outcome)")
      return
    }
  }

  @Test func theFirstErrorIsTheOneThatCounts() {
    var unit = unit()
    unit.take(.failed(refusal, isFatal: false))
    unit.take(.commandEnded)
    unit.take(.skipped)
    unit.take(.failed(PostgresError(code: "25P02", message: "aborted"), isFatal: false))
    guard case .refused(let error) = unit.outcome else {
      Issue.record("\(unit.outcome)")
      return
    }
    #expect(error == refusal)
    #expect(unit.prepared.isEmpty)
  }

  @Test func aCommitWithoutItsStandbyIsInDoubt() {
    var unit = unit()
    unit.commitWasNotReplicated("cancelled")
    guard case .unknown("cancelled") = unit.outcome else {
      Issue.record("\(unit.outcome)")
      return
    }
  }
}
