import Crypto
import Primitives
import RoomStore
import WaitingRoom

extension LineModel {
  /// What `release` does within its bound of 250 a call.
  mutating func release(_ maximum: Int, at now: Int64) -> ReleaseReply {
    noteRecovery(at: now)
    collectLapsed(at: now)
    let stands = stands(at: now)
    if !isRecovering(at: now) {
      pace.accrue(&bucket, to: now, stands: stands)
    }
    var budget = min(bucket.wholePeople, maximum, 250)
    if let most = settings.maxActive { budget = min(budget, most - active.values.count { $0 > now }) }
    if stands { budget = 0 }
    var (released, passed, looked) = (0, 0, 0)
    while released < budget, looked < 250, let next = owed.first {
      owed.removeFirst()
      looked += 1
      if giveTurn(next.id, records[next.id]!, at: now) { released += 1 } else { passed += 1 }
    }
    admittedOwed += released
    while released < budget, looked < 250, let next = popNext() {
      looked += 1
      servedScore = max(servedScore, next.score)
      guard records[next.id] == nil else { continue }
      served.append(next.score)
      if giveTurn(next.id, Record(state: .waiting, score: next.score), at: now) { released += 1 } else { passed += 1 }
    }
    bucket.take(people: released)
    admittedTotal += released
    let wantsMore = !stands && bucket.wholePeople >= 1 && (looked >= 250 || released >= maximum)
    return ReleaseReply(
      at: WallInstant(microseconds: now), released: released, passedOver: passed, wantsMore: wantsMore,
      hasLost: hasLost, dueIn: dueIn(at: now))
  }

  private func dueIn(at now: Int64) -> Duration? {
    guard state.admits, !settings.isPaused else { return nil }
    return pace.dueIn(bucket, at: now).map { .microseconds($0) }
  }

  private mutating func collectLapsed(at now: Int64) {
    for (id, until) in active where until <= now {
      active[id] = nil
      guard var record = records[id], record.state == .released else { continue }
      record.state = .away
      record.misses += 1
      let wait = Int64(settings.claimWithinMicroseconds) << Int64(min(max(record.misses - 3, 0), 4))
      record.instant = record.misses <= 2 ? 0 : now + wait
      records[id] = record
    }
  }

  private mutating func popNext() -> Entry? {
    switch (line.first, late.first) {
    case (nil, nil): return nil
    case (let inLine?, let isLate?) where inLine.score <= isLate.score: return popLine()
    case (_?, nil): return popLine()
    default: return late.removeFirst()
    }
  }

  private mutating func popLine() -> Entry {
    popped += 1
    return line.removeFirst()
  }

  /// False: he is absent, and passed over.
  private mutating func giveTurn(_ id: RandomID, _ found: Record, at now: Int64) -> Bool {
    var record = found
    let isHere = isPresent(id, found.score, at: now)
    record.state = isHere ? .released : .away
    record.instant = isHere ? now + Int64(settings.claimWithinMicroseconds) : 0
    records[id] = record
    if isHere { active[id] = record.instant }
    return isHere
  }

  mutating func claim(_ id: RandomID, at now: Int64) -> ClaimReply {
    guard let record = records[id] else { return .noTurn }
    switch record.state {
    case .left: return .left
    case .replaced: return .replaced
    case .complete: return .complete(turn: record.turn)
    case .revoked: return .revoked(turn: record.turn)
    case .waiting, .away, .owed: return .noTurn
    case .claimed:
      if record.instant <= now { return .expired(turn: record.turn) }
      return claimed(record, at: now, isFirst: false)
    case .released: break
    }
    if record.instant <= now {
      collect(id, at: now)
      return .noTurn
    }
    records[id]!.state = .claimed
    records[id]!.instant = now + Int64(settings.passLifetimeMicroseconds)
    active[id] = records[id]!.instant
    return claimed(records[id]!, at: now, isFirst: true)
  }

  private func claimed(_ record: Record, at now: Int64, isFirst: Bool) -> ClaimReply {
    .claimed(
      at: WallInstant(microseconds: now), turn: record.turn, until: WallInstant(microseconds: record.instant),
      isFirst: isFirst)
  }

  private mutating func collect(_ id: RandomID, at now: Int64) {
    let others = active.filter { $0.key != id }
    active = active.filter { $0.key == id }
    collectLapsed(at: now)
    active.merge(others) { first, _ in first }
  }

  /// The turn that was claimed and not over.
  mutating func leave(_ id: RandomID, _ score: Int64, at now: Int64) -> Int? {
    var record = records[id] ?? Record(state: .waiting, turn: 0, score: score)
    if record.isOver(at: now) { return nil }
    let claimed = record.state == .claimed ? record.turn : nil
    withdraw(id)
    aside += (line + late).count { $0.id == id }
    line.removeAll { $0.id == id }
    late.removeAll { $0.id == id }
    record.state = .left
    record.instant = now
    records[id] = record
    return claimed
  }

  private mutating func withdraw(_ id: RandomID) {
    owed.removeAll { $0.id == id }
    active[id] = nil
  }

  mutating func settle(_ id: RandomID, turn ended: Int, _ command: TurnCommand, user: Digest32?, at now: Int64) -> Bool
  {
    var record: Record
    if let found = records[id] {
      record = found
    } else {
      record = Record(state: .claimed, turn: ended, score: 0, instant: 0)
      tickets[id] = tickets[id] ?? Entry(score: 0, id: id, epoch: epoch)
      if let user, users[user] == nil { users[user] = id }
    }
    if record.turn > ended || record.state == .left || record.state == .replaced { return false }
    let isOver = record.state == .complete || record.state == .revoked
    if isOver, record.turn == ended, command != .requeue { return false }
    if case .extend(let until) = command {
      if until.microseconds <= now || (record.state == .claimed && until.microseconds <= record.instant) {
        return false
      }
      withdraw(id)
      active[id] = until.microseconds
      record.state = .claimed
      record.instant = until.microseconds
    } else {
      withdraw(id)
      record.state = command == .complete ? .complete : command == .revoke ? .revoked : .owed
      record.instant = now
    }
    record.turn = command == .requeue ? ended + 1 : ended
    if command == .requeue {
      record.misses = 0
      let index = owed.firstIndex { ($0.since, $0.id) > (now, id) } ?? owed.count
      owed.insert((now, id), at: index)
    }
    records[id] = record
    return true
  }

  mutating func apply(_ fresh: RoomSettings, _ freshState: RoomState, version fresher: Int, at now: Int64) -> Bool {
    guard fresher > version else { return false }
    noteRecovery(at: now)
    if !isRecovering(at: now) {
      pace.accrue(&bucket, to: now, stands: stands(at: now))
    }
    bucket.clamp(toMicro: AdmissionPace(fresh).inForce(at: WallInstant(microseconds: now)).burstMicro)
    if fresh.isPaused || !freshState.admits { bucket.clamp(toMicro: 1_000_000) }
    (settings, state, version) = (fresh, freshState, fresher)
    return true
  }
}
