import Primitives

@testable import Admitter

/// PostgreSQL, Redis and several admitters as a model: calls take time, answers get lost, Redis loses what it has,
/// processes die. Everything follows from one seed.
final class KeeperSimulation {
  /// The line in Redis, as far as a keeper sees it.
  private struct Line {
    var epoch: Int
    var version: Int
    var counters: StoredCounters
  }

  private struct Pending {
    var at: MonotonicInstant
    var process: Int
    var life: Int
    var run: () -> KeeperEvent
  }

  private struct Process {
    var keeper: RoomKeeper
    var life = 0
    var wakeAt: MonotonicInstant
    var nextLoadAt: MonotonicInstant
    var nextStoreAt: MonotonicInstant
  }

  var random: SeededRandom
  private(set) var now = MonotonicInstant(nanoseconds: 1_000_000_000_000)
  private var pending: [Pending] = []
  private var processes: [Process] = []
  // PostgreSQL.
  private var room = RoomFacts(epoch: 1, epochStore: nil, version: 1, served: nil)
  // Redis.
  private var line: Line?
  private var store = "redis-1"
  private var storesMade = 1
  private var isRedisAway = false
  private var isLedgerAway = false
  /// What each released person belongs to, in order.
  private(set) var raises = 0
  private(set) var losses = 0
  private(set) var releases = 0
  private(set) var violations: [String] = []

  init(seed: UInt64, admitters: Int) {
    random = SeededRandom(seed: seed)
    for _ in 0..<admitters { processes.append(fresh(life: 0)) }
  }

  private func fresh(life: Int) -> Process {
    Process(keeper: RoomKeeper(), life: life, wakeAt: now, nextLoadAt: now, nextStoreAt: now)
  }

  /// All keepers admit in PostgreSQL's epoch, which Redis has.
  var isSettled: Bool {
    guard let line, line.epoch == room.epoch, room.epochStore == store, line.version == room.version else {
      return false
    }
    return processes.allSatisfy { $0.keeper.isAdmitting && $0.keeper.facts?.epoch == room.epoch }
  }

  /// Lets time pass, in steps of at most a few milliseconds.
  func run(for duration: Duration, disturbed: Bool) {
    let end = now + duration
    while now < end {
      now = now + .microseconds(Int64.random(in: 200...4_000, using: &random))
      if disturbed, Int.random(in: 0..<400, using: &random) == 0 { disturb() }
      deliver()
      for index in processes.indices { step(index) }
    }
  }

  func heal() {
    isRedisAway = false
    isLedgerAway = false
  }

  private func disturb() {
    switch Int.random(in: 0..<8, using: &random) {
    case 0: flush()
    case 1: restartRedis()
    case 2: failOver()
    case 3: isRedisAway.toggle()
    case 4: isLedgerAway.toggle()
    case 5: room.version += 1
    default:
      // kill -9 of one admitter, which starts anew.
      let index = Int.random(in: processes.indices, using: &random)
      processes[index] = fresh(life: processes[index].life + 1)
    }
  }

  private func flush() {
    line = nil
    losses += 1
  }

  private func restartRedis() {
    storesMade += 1
    store = "redis-\(storesMade)"
    losses += 1
  }

  /// A replica that lacks the last moments takes over.
  private func failOver() {
    restartRedis()
    guard var line else { return }
    let lag = Int.random(in: 0...50, using: &random)
    line.counters.admittedTotal = max(0, line.counters.admittedTotal - lag)
    line.counters.servedScore = max(0, line.counters.servedScore - lag)
    self.line = line
  }

  private func step(_ index: Int) {
    let life = processes[index].life
    if now >= processes[index].nextLoadAt {
      processes[index].nextLoadAt = now + .milliseconds(500)
      load(index, life)
    }
    if now >= processes[index].nextStoreAt {
      processes[index].nextStoreAt = now + .seconds(1)
      later(index, life) { [unowned self] in .store(isRedisAway ? nil : store) }
    }
    if now >= processes[index].wakeAt { tell(index, .wake) }
  }

  private func load(_ index: Int, _ life: Int) {
    let askedAt = now
    later(index, life) { [unowned self] in isLedgerAway ? .wake : .loaded(room, askedAt: askedAt) }
  }

  /// A call takes effect after a while, and its answer is heard at once.
  private func later(_ process: Int, _ life: Int, _ run: @escaping () -> KeeperEvent) {
    let delay = Duration.microseconds(Int64.random(in: 100...20_000, using: &random))
    pending.append(Pending(at: now + delay, process: process, life: life, run: run))
  }

  private func deliver() {
    pending.sort { $0.at < $1.at }
    while let first = pending.first, first.at <= now {
      pending.removeFirst()
      // A dead process' call still takes effect.
      let event = first.run()
      if processes[first.process].life == first.life { tell(first.process, event) }
    }
  }

  private func tell(_ index: Int, _ event: KeeperEvent) {
    let actions = processes[index].keeper.handle(event, at: now)
    processes[index].wakeAt = processes[index].keeper.wakeAt(now)
    for action in actions { start(action, index) }
  }

  private func start(_ action: KeeperAction, _ index: Int) {
    let life = processes[index].life
    switch action {
    case .reload: load(index, life)
    case .store(let counters):
      later(index, life) { [unowned self] in
        keep(counters)
        return .wake
      }
    case .release(let epoch): redis(index, .release, epoch) { $0.release(epoch) }
    case .measure(let epoch): redis(index, .measure, epoch) { $0.measure(epoch) }
    case .apply(let epoch, let version): redis(index, .apply, epoch) { $0.apply(epoch, version) }
    case .open(let epoch, _, _, _):
      let version = processes[index].keeper.facts?.version ?? 0
      redis(index, .open, epoch) { $0.open(epoch, version) }
    case .confirm(let epoch, let store): ledger(index, .confirm, epoch) { $0.confirm(epoch, store) }
    case .raise(let epoch, _): ledger(index, .raise, epoch) { $0.raise(epoch) }
    }
  }

  private func redis(
    _ index: Int, _ call: KeeperCall, _ epoch: Int, _ body: @escaping (KeeperSimulation) -> KeeperAnswer
  ) {
    later(index, processes[index].life) { [unowned self] in
      .answered(call, epoch: epoch, isRedisAway || isUnlucky ? .failed : body(self))
    }
  }

  private func ledger(
    _ index: Int, _ call: KeeperCall, _ epoch: Int, _ body: @escaping (KeeperSimulation) -> KeeperAnswer
  ) {
    later(index, processes[index].life) { [unowned self] in
      if isLedgerAway { return .answered(call, epoch: epoch, .failed) }
      let answer = body(self)
      // The effect may be there though the answer is lost.
      return .answered(call, epoch: epoch, isUnlucky ? .failed : answer)
    }
  }

  private var isUnlucky: Bool { Int.random(in: 0..<50, using: &random) == 0 }
}

/// What the servers do.
extension KeeperSimulation {
  private func missing(_ epoch: Int) -> KeeperAnswer? {
    guard let line else { return .uninitialised }
    return line.epoch == epoch ? nil : .otherEpoch(line.epoch)
  }

  private func release(_ epoch: Int) -> KeeperAnswer {
    if let answer = missing(epoch) { return answer }
    releases += 1
    line?.counters.admittedTotal += 1
    line?.counters.servedScore += 1
    line?.counters.joinsTotal += 1
    line?.counters.lastScore += 1
    return .released(KeeperRelease(hasMore: false, isIncomplete: false, dueIn: .milliseconds(20)))
  }

  private func measure(_ epoch: Int) -> KeeperAnswer {
    if let answer = missing(epoch) { return answer }
    return .measured(line!.counters, version: line!.version, isIncomplete: false)
  }

  private func apply(_ epoch: Int, _ version: Int) -> KeeperAnswer {
    if let answer = missing(epoch) { return answer }
    let newest = max(line?.version ?? 0, version)
    line?.version = newest
    return .applied(version: newest)
  }

  private func open(_ epoch: Int, _ version: Int) -> KeeperAnswer {
    if let line, line.epoch > epoch { return .otherEpoch(line.epoch) }
    if line?.epoch == epoch { return .opened }
    if let line, line.epoch >= epoch { violations.append("epoch \(epoch) was opened over \(line.epoch)") }
    let none = StoredCounters(epoch: epoch, servedScore: 0, lastScore: 0, admittedTotal: 0, joinsTotal: 0)
    line = Line(epoch: epoch, version: version, counters: none)
    return .opened
  }

  private func confirm(_ epoch: Int, _ name: String) -> KeeperAnswer {
    guard room.epoch == epoch, room.epochStore == nil || room.epochStore == name else { return .confirmed(false) }
    room.epochStore = name
    return .confirmed(true)
  }

  private func raise(_ epoch: Int) -> KeeperAnswer {
    if room.epoch == epoch {
      room.epoch += 1
      room.epochStore = nil
      raises += 1
    }
    return .raised(room)
  }

  private func keep(_ counters: StoredCounters) {
    guard !isLedgerAway else { return }
    if let stored = room.served, counters.epoch < stored.epoch || counters.isBehind(stored) { return }
    room.served = counters
  }
}
