import Primitives
import Testing

@testable import Admitter

/// One keeper, told everything by hand.
@Suite struct RoomKeeperTests {
  private var keeper = RoomKeeper()
  private var now = MonotonicInstant(nanoseconds: 1_000_000_000_000)

  private func facts(
    epoch: Int = 1, store: String? = "redis-a", version: Int = 1, served: StoredCounters? = nil
  ) -> RoomFacts {
    RoomFacts(epoch: epoch, epochStore: store, version: version, served: served)
  }

  private func counters(epoch: Int = 1, _ value: Int) -> StoredCounters {
    StoredCounters(epoch: epoch, servedScore: value, lastScore: value, admittedTotal: value, joinsTotal: value)
  }

  private mutating func hear(_ event: KeeperEvent) -> [KeeperAction] { keeper.handle(event, at: now) }

  private mutating func hear(_ answer: KeeperAnswer, to call: KeeperCall, epoch: Int = 1) -> [KeeperAction] {
    keeper.handle(.answered(call, epoch: epoch, answer), at: now)
  }

  private mutating func pass(_ duration: Duration) -> [KeeperAction] {
    now = now + duration
    return keeper.handle(.wake, at: now)
  }

  private mutating func load(_ facts: RoomFacts) -> [KeeperAction] {
    keeper.handle(.loaded(facts, askedAt: now), at: now)
  }

  /// A keeper that admits, with its first calls answered.
  private mutating func admit(_ facts: RoomFacts? = nil) {
    let facts = facts ?? self.facts()
    _ = hear(.store("redis-a"))
    #expect(load(facts) == [.release(epoch: facts.epoch), .measure(epoch: facts.epoch)])
    #expect(hear(release(), to: .release, epoch: facts.epoch) == [])
    let measured = counters(epoch: facts.epoch, 100)
    let answer = KeeperAnswer.measured(measured, version: facts.version, isIncomplete: false)
    #expect(hear(answer, to: .measure, epoch: facts.epoch) == [.store(measured)])
    #expect(keeper.isAdmitting)
  }

  private func release(
    hasMore: Bool = false, isIncomplete: Bool = false, dueIn: Duration? = .seconds(1)
  ) -> KeeperAnswer {
    .released(KeeperRelease(hasMore: hasMore, isIncomplete: isIncomplete, dueIn: dueIn))
  }

  @Test mutating func aNewRoomIsOpenedConfirmedAndThenServed() {
    #expect(load(facts(store: nil)) == [])
    #expect(hear(.store("redis-a")) == [.open(epoch: 1, recovers: false, scoreFloor: 0, servedScore: 0)])
    #expect(pass(.seconds(1)) == [])
    #expect(hear(.opened, to: .open) == [.confirm(epoch: 1, store: "redis-a")])
    #expect(!keeper.isAdmitting)
    #expect(hear(.confirmed(true), to: .confirm) == [.release(epoch: 1), .measure(epoch: 1)])
    #expect(keeper.isAdmitting)
  }

  @Test mutating func aRaisedEpochRecoversAboveAllThatWasServed() {
    _ = hear(.store("redis-a"))
    var served = counters(500)
    served.lastScore = 900
    let opening = load(facts(epoch: 2, store: nil, served: served))
    #expect(opening == [.open(epoch: 2, recovers: true, scoreFloor: 2_000_900, servedScore: 500)])
  }

  @Test mutating func releasesKeepTheirPace() {
    admit()
    #expect(pass(.milliseconds(49)) == [])
    #expect(pass(.milliseconds(1)) == [.release(epoch: 1)])
    // No second call while one is under way.
    #expect(pass(.milliseconds(200)) == [])
    // The next person's permit would be cut off: sooner than the tick.
    #expect(hear(release(dueIn: .milliseconds(7)), to: .release) == [])
    #expect(pass(.milliseconds(6)) == [])
    #expect(pass(.milliseconds(1)) == [.release(epoch: 1)])
    // Less than a timer can tell: at once.
    #expect(hear(release(dueIn: .microseconds(900)), to: .release) == [.release(epoch: 1)])
    // More to do: at once.
    #expect(hear(release(hasMore: true), to: .release) == [.release(epoch: 1)])
    // Nothing accrues: now and then.
    #expect(hear(release(dueIn: nil), to: .release) == [])
    #expect(pass(.milliseconds(249)) == [])
    #expect(pass(.milliseconds(1)) == [.release(epoch: 1)])
  }

  @Test mutating func newSettingsArePutIntoRedis() {
    admit()
    #expect(load(facts(version: 2)).contains(.apply(epoch: 1, version: 2)))
    #expect(!load(facts(version: 2)).contains(.apply(epoch: 1, version: 2)))
    #expect(!hear(.applied(version: 2), to: .apply).contains(.apply(epoch: 1, version: 2)))
    #expect(!load(facts(version: 2)).contains(.apply(epoch: 1, version: 2)))
  }

  @Test(arguments: [
    (KeeperAnswer.uninitialised, EpochLoss.missing),
    (.otherEpoch(4), .older),
    (.released(KeeperRelease(hasMore: false, isIncomplete: true, dueIn: nil)), .incomplete),
  ])
  mutating func whatReleaseMeetsRaisesTheEpoch(_ answer: KeeperAnswer, _ loss: EpochLoss) {
    admit(facts(epoch: 5))
    #expect(pass(.milliseconds(50)) == [.release(epoch: 5)])
    #expect(hear(answer, to: .release, epoch: 5) == [.raise(epoch: 5, loss: loss)])
    #expect(!keeper.isAdmitting)
    // Nothing else happens meanwhile.
    #expect(pass(.seconds(5)) == [])
    let opening = hear(.raised(facts(epoch: 6, store: nil, served: counters(epoch: 5, 7))), to: .raise, epoch: 5)
    #expect(opening == [.open(epoch: 6, recovers: true, scoreFloor: 2_000_007, servedScore: 7)])
  }

  @Test mutating func countersThatWentBackRaiseTheEpoch() {
    admit()
    _ = load(facts(served: counters(100)))
    #expect(pass(.seconds(1)).contains(.measure(epoch: 1)))
    let behind = KeeperAnswer.measured(counters(99), version: 1, isIncomplete: false)
    #expect(hear(behind, to: .measure) == [.raise(epoch: 1, loss: .wentBack)])
  }

  @Test mutating func countersThatAnotherStoredMeanwhileAreNoLoss() {
    admit()
    #expect(pass(.seconds(1)).contains(.measure(epoch: 1)))
    // Another admitter measured later, stored earlier, and PostgreSQL told us before our own answer came.
    _ = load(facts(served: counters(120)))
    let measured = KeeperAnswer.measured(counters(110), version: 1, isIncomplete: false)
    #expect(hear(measured, to: .measure) == [.store(counters(110))])
  }

  @Test mutating func anotherRedisRaisesTheEpoch() {
    admit()
    #expect(hear(.store("redis-b")) == [.raise(epoch: 1, loss: .otherStore)])
    let opening = hear(.raised(facts(epoch: 2, store: nil)), to: .raise)
    #expect(opening == [.open(epoch: 2, recovers: true, scoreFloor: 0, servedScore: 0)])
    #expect(hear(.opened, to: .open, epoch: 2) == [.confirm(epoch: 2, store: "redis-b")])
  }

  @Test mutating func whoLosesTheRaceTakesTheWinnersEpoch() {
    admit()
    _ = hear(.store("redis-b"))
    // Another raised, opened and confirmed: nothing is left to do but to serve.
    let actions = hear(.raised(facts(epoch: 2, store: "redis-b")), to: .raise)
    #expect(actions.contains(.measure(epoch: 2)))
    #expect(keeper.isAdmitting)
  }

  @Test mutating func aLaterEpochInRedisIsLookedUpFirst() {
    admit()
    #expect(pass(.milliseconds(50)) == [.release(epoch: 1)])
    #expect(hear(.otherEpoch(2), to: .release) == [.reload])
    #expect(pass(.milliseconds(50)) == [])
    #expect(load(facts(epoch: 2)).contains(.release(epoch: 2)))
  }

  @Test mutating func aRaiseThatPostgreSQLLostIsMadeUpFor() {
    admit(facts(epoch: 3))
    // A failover took the raise from 2 to 3 with it; Redis has 3.
    now = now + .milliseconds(1)
    #expect(load(facts(epoch: 2, store: nil)) == [.open(epoch: 2, recovers: true, scoreFloor: 0, servedScore: 0)])
    #expect(hear(.otherEpoch(3), to: .open, epoch: 2) == [.reload])
    now = now + .seconds(1)
    #expect(load(facts(epoch: 2, store: nil)) == [.raise(epoch: 2, loss: .ledgerBehind)])
    // Still not beyond Redis' epoch: again, after a pause.
    #expect(hear(.raised(facts(epoch: 3, store: nil)), to: .raise, epoch: 2).count == 1)
    #expect(hear(.opened, to: .open, epoch: 3) == [.confirm(epoch: 3, store: "redis-a")])
  }

  @Test mutating func aVersionThatPostgreSQLLostIsMadeUpFor() {
    admit()
    #expect(pass(.seconds(1)).contains(.measure(epoch: 1)))
    // A gateway put version 9 into Redis, which PostgreSQL should tell next.
    let measured = KeeperAnswer.measured(counters(200), version: 9, isIncomplete: false)
    #expect(hear(measured, to: .measure) == [.store(counters(200)), .reload])
    now = now + .milliseconds(1)
    #expect(!load(facts(version: 9)).contains(.raise(epoch: 1, loss: .ledgerBehind)))
    #expect(pass(.seconds(1)).contains(.measure(epoch: 1)))
    let later = KeeperAnswer.measured(counters(300), version: 12, isIncomplete: false)
    #expect(hear(later, to: .measure) == [.store(counters(300)), .reload])
    now = now + .milliseconds(1)
    #expect(load(facts(version: 9)) == [.raise(epoch: 1, loss: .ledgerBehind)])
  }

  @Test mutating func answersAboutAnOldEpochDoNotCount() {
    admit()
    #expect(pass(.milliseconds(50)) == [.release(epoch: 1)])
    now = now + .milliseconds(1)
    _ = load(facts(epoch: 2))
    _ = hear(.uninitialised, to: .release, epoch: 1)
    #expect(keeper.loss == nil)
    // What PostgreSQL was asked before the change says nothing either.
    _ = keeper.handle(.loaded(facts(epoch: 1), askedAt: now - .milliseconds(1)), at: now)
    #expect(keeper.facts?.epoch == 2)
  }

  @Test mutating func faultsAreRetriedEverMoreSlowlyAndForEver() {
    admit()
    var pauses: [Duration] = []
    for _ in 0..<12 {
      var waited = Duration.zero
      while pass(.milliseconds(5)).filter({ $0 == .release(epoch: 1) }).isEmpty { waited += .milliseconds(5) }
      pauses.append(waited)
      _ = hear(.failed, to: .release)
      _ = hear(.failed, to: .measure)
    }
    #expect(pauses.last! > .seconds(1) && pauses.last! <= .seconds(2))
    #expect(pauses[1] < pauses[11])
  }

  @Test mutating func withoutARedisNothingIsAsked() {
    admit()
    #expect(hear(.store(nil)) == [])
    #expect(pass(.seconds(10)) == [])
    #expect(!keeper.isAdmitting)
    // The same one is back: on it goes.
    #expect(hear(.store("redis-a")).contains(.release(epoch: 1)))
  }

  @Test mutating func twoServersDoNotDriveTheEpochUpInARace() {
    admit()
    var raises = 0
    let end = now + .seconds(120)
    var epoch = 1
    while now < end {
      for action in pass(.milliseconds(100)) + hear(.store("redis-b")) {
        switch action {
        case .raise:
          raises += 1
          epoch += 1
          // The other side was quicker to confirm.
          _ = hear(.raised(facts(epoch: epoch, store: "redis-a")), to: .raise, epoch: epoch - 1)
        default: break
        }
      }
    }
    #expect((8...20).contains(raises), "\(raises)")
  }
}
