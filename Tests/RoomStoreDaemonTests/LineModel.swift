import Crypto
import Primitives
import RoomStore
import WaitingRoom

/// What the scripts promise, said once more without Redis: a line as plain values, with the time as a parameter. Tests run
/// it beside the scripts and compare every answer and figure. One epoch.
struct LineModel {
  struct Entry: Equatable {
    let score: Int64
    let id: RandomID
    let epoch: UInt32
  }

  struct Record: Equatable {
    var state: TicketState
    var turn = 1
    var misses = 0
    var score: Int64
    var instant: Int64 = 0

    func isOver(at now: Int64) -> Bool { state.isOver || (state == .claimed && instant <= now) }
  }

  let epoch: UInt32
  var settings: RoomSettings
  var state: RoomState
  var version: Int
  /// 0 once a script has seen that it is over.
  private(set) var recoveringUntil: Int64
  var bucket: PermitBucket
  var lastScore: Int64
  var servedScore: Int64
  var line: [Entry] = []
  var late: [Entry] = []
  /// In the order in which they came to be owed.
  var owed: [(since: Int64, id: RandomID)] = []
  var records: [RandomID: Record] = [:]
  var active: [RandomID: Int64] = [:]
  var heard: [RandomID: Int64] = [:]
  var tickets: [RandomID: Entry] = [:]
  var users: [Digest32: RandomID] = [:]
  /// By windows of ten minutes.
  var keys: [Int64: [Digest32: RandomID]] = [:]
  var joinsTotal = 0
  var admittedTotal = 0
  var admittedOwed = 0
  /// Left, or gave way to another ticket.
  var aside = 0
  /// Taken from the head of the line.
  var popped = 0
  var hasLost = false
  /// The keys of those who got a turn out of the line or as latecomers, and whoever was passed over, in that order.
  var served: [Int64] = []

  init(
    epoch: UInt32, settings: RoomSettings, state: RoomState, version: Int, recoverFor: Int64, scoreFloor: Int64,
    servedScore: Int64, at now: Int64
  ) {
    self.epoch = epoch
    self.settings = settings
    self.state = state
    self.version = version
    recoveringUntil = now + recoverFor
    bucket = PermitBucket(at: recoveringUntil)
    lastScore = max(scoreFloor, servedScore, now)
    self.servedScore = servedScore
  }

  var pace: AdmissionPace { AdmissionPace(settings) }
  func isRecovering(at now: Int64) -> Bool { now < recoveringUntil }
  /// What a script does that sees the time: recovery ends once, whatever the clock does afterwards.
  mutating func noteRecovery(at now: Int64) {
    if !isRecovering(at: now) { recoveringUntil = 0 }
  }

  func stands(at now: Int64) -> Bool { !state.admits || settings.isPaused || isRecovering(at: now) }
  var away: Int { records.values.count { $0.state == .away } }

  static func interval(_ now: Int64) -> Int64 { now / 4_000_000 % 65_535 }

  func isPresent(_ id: RandomID, _ score: Int64, at now: Int64) -> Bool {
    if now - score <= Int64(settings.absentAfterMicroseconds) { return true }
    guard let heard = heard[id] else { return false }
    let passed = (LineModel.interval(now) - heard + 65_535) % 65_535
    return passed * 4_000_000 <= Int64(settings.absentAfterMicroseconds) || passed >= 65_535 - 900
  }

  static func insert(_ entry: Entry, into list: inout [Entry]) {
    let index = list.firstIndex { $0.score > entry.score } ?? list.count
    list.insert(entry, at: index)
  }

  // MARK: joining and asking

  mutating func join(_ id: RandomID, _ owner: JoinOwner, at now: Int64) -> JoinReply {
    noteRecovery(at: now)
    if state == .closed { return .closed }
    if state == .soldOut { return .soldOut }
    switch owner {
    case .stranger: break
    case .user(let digest): if let found = known(users[digest], at: now) { return found }
    case .key(let digest):
      for window in [0, -1, 1] {
        if let found = known(keys[now / 600_000_000 + Int64(window)]?[digest], at: now) { return found }
      }
    }
    if line.count >= settings.waitingMax { return .full }
    let ahead = line.count
    lastScore = max(lastScore + 1, now)
    let entry = Entry(score: lastScore, id: id, epoch: epoch)
    line.append(entry)
    tickets[id] = entry
    joinsTotal += 1
    switch owner {
    case .stranger: break
    case .user(let digest): users[digest] = id
    case .key(let digest): keys[now / 600_000_000, default: [:]][digest] = id
    }
    return .joined(
      at: WallInstant(microseconds: now), key: OrderKey(epoch: epoch, score: lastScore), ticketID: id, ahead: ahead)
  }

  private func known(_ id: RandomID?, at now: Int64) -> JoinReply? {
    guard let id, let entry = tickets[id] else { return nil }
    if let record = records[id], record.isOver(at: now) { return nil }
    let score = records[id]?.score ?? entry.score
    return .known(
      at: WallInstant(microseconds: now), key: OrderKey(epoch: entry.epoch, score: score), ticketID: id)
  }

  private func withoutTurn(_ place: Place, _ ahead: Int, at now: Int64) -> Place {
    if state == .closed { return .closed }
    if state == .soldOut { return .soldOut }
    if isRecovering(at: now) { return .recovering }
    return state == .prequeue ? .prequeue(ahead: ahead) : place
  }

  mutating func place(_ id: RandomID, _ key: OrderKey, user: Digest32?, at now: Int64) -> Place {
    noteRecovery(at: now)
    if let ahead = line.firstIndex(where: { $0.id == id }) {
      heard[id] = LineModel.interval(now)
      return withoutTurn(.waiting(ahead: ahead), ahead, at: now)
    }
    if let record = records[id] { return placeByRecord(id, record, at: now) }
    if !late.contains(where: { $0.id == id }), let place = putBack(id, key, user, at: now) { return place }
    heard[id] = LineModel.interval(now)
    let ahead = line.count { $0.score < key.score }
    return withoutTurn(.waiting(ahead: ahead), ahead, at: now)
  }

  private mutating func placeByRecord(_ id: RandomID, _ found: Record, at now: Int64) -> Place {
    var record = found
    switch record.state {
    case .left: return .left
    case .replaced: return .replaced
    case .complete: return .complete(turn: record.turn)
    case .revoked: return .revoked(turn: record.turn)
    case .claimed:
      if record.instant <= now { return .expired(turn: record.turn) }
      return .claimed(turn: record.turn, until: WallInstant(microseconds: record.instant))
    case .waiting, .away, .owed, .released: break
    }
    heard[id] = LineModel.interval(now)
    if record.state == .released {
      if record.instant > now {
        return .released(turn: record.turn, until: WallInstant(microseconds: record.instant))
      }
      miss(id, at: now)
      record = records[id]!
    }
    if record.state == .away {
      if record.instant > now {
        return withoutTurn(.owedLater(from: WallInstant(microseconds: record.instant)), 0, at: now)
      }
      owe(id, record, at: now)
    }
    let rank = owed.firstIndex { $0.id == id }!
    return withoutTurn(.owed(owedAhead: rank), 0, at: now)
  }

  private mutating func owe(_ id: RandomID, _ record: Record, at now: Int64) {
    var record = record
    record.state = .owed
    record.instant = now
    records[id] = record
    let index = owed.firstIndex { ($0.since, $0.id) > (now, id) } ?? owed.count
    owed.insert((now, id), at: index)
  }

  private mutating func miss(_ id: RandomID, at now: Int64) {
    records[id]!.state = .away
    records[id]!.misses += 1
    let misses = records[id]!.misses
    let wait = Int64(settings.claimWithinMicroseconds) << Int64(min(max(misses - 3, 0), 4))
    records[id]!.instant = misses <= 2 ? 0 : now + wait
    active[id] = nil
  }

  /// Puts a lost ticket back; nil if it waits now, in the line or late.
  private mutating func putBack(_ id: RandomID, _ key: OrderKey, _ user: Digest32?, at now: Int64) -> Place? {
    lastScore = max(lastScore, key.score)
    if key.epoch == epoch { hasLost = true }
    tickets[id] = Entry(score: key.score, id: id, epoch: key.epoch)
    if let user {
      if let other = users[user], other != id, yields(to: other, key.score, at: now) {
        records[id] = Record(state: .replaced, turn: 0, score: key.score, instant: now)
        return .replaced
      }
      users[user] = id
    }
    heard[id] = LineModel.interval(now)
    if key.score <= servedScore {
      owe(id, Record(state: .owed, score: key.score), at: now)
      let rank = owed.firstIndex { $0.id == id }!
      return withoutTurn(.owed(owedAhead: rank), 0, at: now)
    }
    let entry = Entry(score: key.score, id: id, epoch: key.epoch)
    if isRecovering(at: now) {
      LineModel.insert(entry, into: &line)
    } else {
      LineModel.insert(entry, into: &late)
    }
    return nil
  }

  private mutating func yields(to other: RandomID, _ score: Int64, at now: Int64) -> Bool {
    if let record = records[other] { return !record.isOver(at: now) }
    guard let entry = (line + late).first(where: { $0.id == other }) else { return false }
    if entry.score < score { return true }
    aside += 1
    line.removeAll { $0.id == other }
    late.removeAll { $0.id == other }
    records[other] = Record(state: .replaced, turn: 0, score: entry.score, instant: now)
    return false
  }
}
