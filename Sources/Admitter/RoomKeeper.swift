internal import Primitives

/// Decides what is done for one room: pure, so that every order of answers and losses can be tried.
///
///     unopened ── open ──▶ opened ── confirm ──▶ admitting ── loss ──▶ raising ──▶ unopened …
///
/// Any number of keepers of a room run in any number of processes. They agree through compare-and-set in PostgreSQL
/// (raise, confirm) and through scripts in Redis that do nothing the second time (open, apply), so each may act on what
/// it knows and is put right by the answer. Nothing is released while the epoch is in doubt.
struct RoomKeeper {
  let pace: KeeperPace
  private(set) var facts: RoomFacts?
  /// The Redis that answers now.
  private(set) var store: String?
  /// The call of the control sequence (open, confirm, raise) that is under way: one at a time.
  private(set) var control: KeeperCall?
  private(set) var loss: EpochLoss?

  /// The facts changed here at this moment: what PostgreSQL was asked before says nothing new.
  private var changedAt = MonotonicInstant(nanoseconds: 0)
  /// The store an open was sent to, for the confirmation.
  private var openedStore: String?
  private var ahead: Ahead?
  /// The version of the settings that Redis has; 0: not known.
  private var storeVersion = 0

  private var underWay: Set<KeeperCall> = []
  private var nextReleaseAt = MonotonicInstant(nanoseconds: 0)
  private var nextMeasureAt = MonotonicInstant(nanoseconds: 0)
  /// What PostgreSQL had stored when the counters were asked for.
  private var servedBefore: StoredCounters?

  private var failures = 0
  private var retryAt = MonotonicInstant(nanoseconds: 0)
  private var raises = 0
  private var raisedAt: MonotonicInstant?

  /// Redis was seen to have a later epoch or version than PostgreSQL had told. Usually PostgreSQL tells it next.
  private struct Ahead {
    var epoch: Int
    var version: Int
    var since: MonotonicInstant
  }

  init(pace: KeeperPace = KeeperPace()) { self.pace = pace }

  /// People are let in as far as this keeper knows.
  var isAdmitting: Bool {
    guard let facts, let store else { return false }
    return control == nil && loss == nil && facts.epochStore == store
  }

  /// Takes an event and tells what is to be done.
  mutating func handle(_ event: KeeperEvent, at now: MonotonicInstant) -> [KeeperAction] {
    var actions: [KeeperAction] = []
    switch event {
    case .wake: break
    case .loaded(let facts, let askedAt): load(facts, askedAt: askedAt, at: now)
    case .store(let store): self.store = store
    case .answered(let call, let epoch, let answer): actions = take(answer, to: call, epoch: epoch, at: now)
    }
    return actions + nextActions(at: now)
  }

  /// When `wake` is due if nothing else happens.
  func wakeAt(_ now: MonotonicInstant) -> MonotonicInstant {
    var next = now + pace.idleTick
    if isAdmitting {
      if !underWay.contains(.release) { next = min(next, nextReleaseAt) }
      if !underWay.contains(.measure) { next = min(next, nextMeasureAt) }
    } else if loss != nil, control == nil {
      next = min(next, raiseAllowedAt)
    } else if facts?.epochStore == nil, control == nil, store != nil {
      next = min(next, retryAt)
    }
    return max(next, retryAt, now + pace.alarmMin)
  }
}

extension RoomKeeper {
  private mutating func load(_ facts: RoomFacts, askedAt: MonotonicInstant, at now: MonotonicInstant) {
    // An answer from before our own last change would undo it; and what is under way brings its own answer.
    guard askedAt >= changedAt, control == nil else { return }
    if facts.version != self.facts?.version { nextReleaseAt = now }
    if facts.epoch != self.facts?.epoch {
      change(to: facts, at: now)
    } else {
      self.facts = facts
    }
    guard let ahead, askedAt >= ahead.since else { return }
    self.ahead = nil
    if ahead.epoch > facts.epoch || (ahead.epoch == facts.epoch && ahead.version > facts.version) {
      loss = .ledgerBehind
    }
  }

  /// Another epoch begins: nothing that was known of Redis holds for it.
  private mutating func change(to facts: RoomFacts, at now: MonotonicInstant) {
    if let before = self.facts, before.epoch != facts.epoch {
      if let raisedAt, now - raisedAt >= pace.raiseCalmAfter { raises = 0 }
      raisedAt = now
      raises += 1
    }
    self.facts = facts
    changedAt = now
    loss = nil
    storeVersion = 0
    servedBefore = nil
    nextReleaseAt = now
    nextMeasureAt = now
  }

  private mutating func take(
    _ answer: KeeperAnswer, to call: KeeperCall, epoch: Int, at now: MonotonicInstant
  ) -> [KeeperAction] {
    underWay.remove(call)
    if control == call { control = nil }
    if case .failed = answer {
      failures += 1
      retryAt = now + min(pace.retryMin * (1 << min(failures - 1, 16)), pace.retryMax)
      return []
    }
    failures = 0
    if case .raised(let facts) = answer {
      change(to: facts, at: now)
      return []
    }
    // An answer about an epoch that is over here says nothing about the present one.
    guard let facts, facts.epoch == epoch else { return [] }
    switch answer {
    case .released(let release): take(release, at: now)
    case .applied(let version): storeVersion = max(storeVersion, version)
    case .measured(let counters, let version, let isIncomplete):
      return take(counters, version: version, isIncomplete: isIncomplete, at: now)
    case .opened: return confirm(epoch)
    case .confirmed(let isTaken): return confirmed(isTaken, at: now)
    case .uninitialised: if facts.epochStore != nil { loss = .missing }
    case .otherEpoch(let other): return meet(other, at: now)
    case .raised, .failed: break
    }
    return []
  }

  private mutating func take(_ release: KeeperRelease, at now: MonotonicInstant) {
    if release.isIncomplete { loss = .incomplete }
    if release.hasMore {
      nextReleaseAt = now
    } else if let dueIn = release.dueIn {
      // Timers know whole milliseconds only. Rounded down, and at once for the rest of the last one: with a burst of one
      // person every moment by which a call is late is lost to the rate.
      nextReleaseAt = now + min(pace.tick, .milliseconds(dueIn.milliseconds))
    } else {
      nextReleaseAt = now + pace.idleTick
    }
  }

  private mutating func take(
    _ counters: StoredCounters, version: Int, isIncomplete: Bool, at now: MonotonicInstant
  ) -> [KeeperAction] {
    guard let facts else { return [] }
    storeVersion = version
    if isIncomplete {
      loss = .incomplete
    } else if let servedBefore, counters.isBehind(servedBefore) {
      loss = .wentBack
    }
    if loss != nil { return [] }
    guard version > facts.version, ahead == nil else { return [.store(counters)] }
    ahead = Ahead(epoch: facts.epoch, version: version, since: now)
    return [.store(counters), .reload]
  }

  private mutating func confirm(_ epoch: Int) -> [KeeperAction] {
    guard let openedStore else { return [] }
    control = .confirm
    return [.confirm(epoch: epoch, store: openedStore)]
  }

  private mutating func confirmed(_ isTaken: Bool, at now: MonotonicInstant) -> [KeeperAction] {
    guard isTaken else { return [.reload] }
    facts?.epochStore = openedStore
    changedAt = now
    return []
  }

  /// Redis has another epoch than we thought.
  private mutating func meet(_ epoch: Int, at now: MonotonicInstant) -> [KeeperAction] {
    guard let facts else { return [] }
    if epoch > facts.epoch {
      // Somebody raised it, which PostgreSQL will tell; if it doesn't, it lost the raise.
      if ahead == nil { ahead = Ahead(epoch: epoch, version: 0, since: now) }
      return [.reload]
    }
    if epoch < facts.epoch, facts.epochStore != nil { loss = .older }
    return []
  }
}

extension RoomKeeper {
  private mutating func nextActions(at now: MonotonicInstant) -> [KeeperAction] {
    guard let facts, let store, control == nil, now >= retryAt else { return [] }
    if loss == nil, let named = facts.epochStore, named != store { loss = .otherStore }
    if let loss { return raise(facts, loss, at: now) }
    // What Redis has is ahead of what PostgreSQL told: its word first.
    if let ahead, ahead.epoch > facts.epoch { return [] }
    return facts.epochStore == nil ? open(facts, in: store) : admit(facts, at: now)
  }

  private mutating func open(_ facts: RoomFacts, in store: String) -> [KeeperAction] {
    control = .open
    openedStore = store
    let floor = facts.served.map { max($0.lastScore, $0.servedScore) + pace.scoreMarginMicroseconds } ?? 0
    // The first epoch of a room that never served has nothing to recover.
    let recovers = facts.epoch > 1 || facts.served != nil
    return [
      .open(epoch: facts.epoch, recovers: recovers, scoreFloor: floor, servedScore: facts.served?.servedScore ?? 0)
    ]
  }

  private mutating func raise(_ facts: RoomFacts, _ loss: EpochLoss, at now: MonotonicInstant) -> [KeeperAction] {
    guard now >= raiseAllowedAt else { return [] }
    control = .raise
    return [.raise(epoch: facts.epoch, loss: loss)]
  }

  /// The first raise may come at once, each further one later.
  private var raiseAllowedAt: MonotonicInstant {
    guard let raisedAt else { return MonotonicInstant(nanoseconds: 0) }
    return raisedAt + min(pace.raiseMin * (1 << min(raises - 1, 16)), pace.raiseMax)
  }

  private mutating func admit(_ facts: RoomFacts, at now: MonotonicInstant) -> [KeeperAction] {
    var actions: [KeeperAction] = []
    if storeVersion > 0, storeVersion < facts.version, underWay.insert(.apply).inserted {
      actions.append(.apply(epoch: facts.epoch, version: facts.version))
    }
    if now >= nextReleaseAt, underWay.insert(.release).inserted {
      actions.append(.release(epoch: facts.epoch))
    }
    if now >= nextMeasureAt, underWay.insert(.measure).inserted {
      nextMeasureAt = now + pace.measureInterval
      servedBefore = facts.served
      actions.append(.measure(epoch: facts.epoch))
    }
    return actions
  }
}
