import Crypto
import Primitives
import RoomStore
import TestKit
import Testing
import WaitingRoom

/// Runs the scripts and the model side by side: random people do random things at random times, and every answer and
/// every figure must be the same.
struct Comparison {
  struct Person {
    let number: Int
    let owner: JoinOwner
    var id: RandomID
    /// The key of the ticket that he holds.
    var key: OrderKey?
    /// The last position that he was told in this epoch.
    var ahead: Int?
    /// What the last batch of places said of this ticket.
    var known: KnownPlace?

    var user: Digest32? {
      if case .user(let digest) = owner { return digest }
      return nil
    }
  }

  let rig: Rig
  let clockGoesBack: Bool
  var model: LineModel
  var random: SeededRandom
  var people: [Person] = []
  var releases: [(at: Int64, count: Int)] = []
  /// What may have been released up to an instant: the integral of the rate, in millionths of a person.
  var allowances: [(at: Int64, rateMicro: Int, burstMicro: Int)] = []
  private var nextTicket = 1_000_000

  init(seed: UInt64, people count: Int, clockGoesBack: Bool = false) throws {
    self.clockGoesBack = clockGoesBack
    rig = try Rig(simulated: true)
    random = SeededRandom(seed: seed)
    rig.settings.admitRateMicro = 3_000_000
    rig.settings.absentAfterSeconds = 60
    rig.settings.waitingMax = count * 3 / 4
    _ = try rig.openRoom()
    model = LineModel(
      epoch: 1, settings: rig.settings, state: .open, version: 1, recoverFor: 0, scoreFloor: 0, servedScore: 0,
      at: rig.clock!.microseconds)
    for number in 0..<count {
      let owner: JoinOwner =
        switch number % 3 {
        case 0: .stranger
        // Two people share each user: the same person on two devices.
        case 1: .user(Rig.digest("user \(number / 6)"))
        default: .key(Rig.digest("key \(number)"))
        }
      people.append(Person(number: number, owner: owner, id: Rig.id(number)))
    }
    noteRate()
  }

  var now: Int64 { rig.clock!.microseconds }

  mutating func step() throws {
    let index = Int(random.next() % UInt64(people.count))
    switch random.next() % 100 {
    case 0..<18: try join(index)
    case 18..<44: try place(index)
    case 44..<50: try places()
    case 50..<68: try release()
    case 68..<78: try claim(index)
    case 78..<80: try leave(index)
    case 80..<85: try settle(index)
    case 85..<88: try change()
    case 88: try lose()
    default: advance()
    }
    try compareFigures()
  }

  private mutating func join(_ index: Int) throws {
    let owner = people[index].owner
    nextTicket += 1
    let request = JoinRequest(random: Rig.id(nextTicket), owner: owner)
    let reply = try rig.wait { rig.store.join(rig.room, epoch: rig.epoch, request, $0) }
    var id = request.random
    if case .joined(_, _, let given, _) = reply { id = given }
    try #require(reply == model.join(id, owner, at: now))
    switch reply {
    case .joined(_, let key, _, let ahead): hold(index, id, key, ahead)
    case .known(_, let key, let id): hold(index, id, key, id == people[index].id ? people[index].ahead : nil)
    case .closed, .soldOut, .full, .limited: break
    }
  }

  /// Many tickets in one call: as if each had asked by itself, one after the other.
  private mutating func places() throws {
    var asked: [Int] = []
    for index in people.indices where people[index].key != nil && random.next() % 2 == 0 { asked.append(index) }
    let requests = asked.map {
      PlaceRequest(ticketID: people[$0].id, key: people[$0].key!, user: people[$0].user)
    }
    let reply = try rig.wait { rig.store.places(rig.room, epoch: rig.epoch, requests, $0) }
    for (index, place) in zip(asked, reply.places) {
      try #require(place == model.place(people[index].id, people[index].key!, user: people[index].user, at: now))
      people[index].known = KnownPlace(
        place: place!, at: reply.at, epoch: reply.epoch, popped: reply.popped, aside: reply.aside)
    }
    try #require(reply.popped == model.popped)
  }

  private mutating func hold(_ index: Int, _ id: RandomID, _ key: OrderKey, _ ahead: Int?) {
    people[index].id = id
    people[index].key = key
    people[index].known = nil
    people[index].ahead = model.isRecovering(at: now) ? nil : ahead
  }

  private mutating func place(_ index: Int) throws {
    guard let key = people[index].key else { return }
    let request = PlaceRequest(ticketID: people[index].id, key: key, user: people[index].user)
    let reply = try rig.wait { rig.store.place(rig.room, epoch: rig.epoch, request, $0) }.place
    try #require(reply == model.place(people[index].id, key, user: people[index].user, at: now))
    switch reply {
    case .waiting(let ahead), .prequeue(let ahead):
      if let before = people[index].ahead { try #require(ahead <= before, "a position grew") }
      people[index].ahead = ahead
    case .expired, .complete, .revoked, .left, .replaced:
      // Starts over with a new ticket.
      nextTicket += 1
      people[index].id = Rig.id(nextTicket)
      people[index].key = nil
      people[index].ahead = nil
      people[index].known = nil
    case .recovering, .owed, .owedLater, .released, .claimed, .closed, .soldOut: break
    }
  }

  private mutating func release() throws {
    let most = Int(random.next() % 5) == 0 ? 1 : 250
    let before = model.served.count
    let reply = try rig.release(most)
    try #require(reply == model.release(most, at: now))
    releases.append((now, reply.released))
    let fresh = model.served[before...]
    try #require(Array(fresh) == fresh.sorted(), "turns out of order")
  }

  private mutating func claim(_ index: Int) throws {
    let id = people[index].id
    let reply = try rig.wait { rig.store.claim(rig.room, epoch: rig.epoch, ticketID: id, $0) }
    try #require(reply == model.claim(id, at: now))
  }

  private mutating func leave(_ index: Int) throws {
    guard let key = people[index].key else { return }
    let request = LeaveRequest(ticketID: people[index].id, score: key.score)
    let reply = try rig.wait { rig.store.leave(rig.room, epoch: rig.epoch, request, $0) }
    try #require(reply.claimedTurn == model.leave(people[index].id, key.score, at: now))
  }

  private mutating func settle(_ index: Int) throws {
    let id = people[index].id
    // Passes exist only for turns that came; what the ledger says of people in the line has a test of its own.
    guard let record = model.records[id] else { return }
    let turn = max(1, record.turn - Int(random.next() % 2))
    let commands: [TurnCommand] = [
      .complete, .revoke, .requeue, .extend(until: WallInstant(microseconds: now + Int64(random.next() % 600_000_000))),
    ]
    let command = commands[Int(random.next() % 4)]
    let request = SettleRequest(ticketID: id, turn: turn, command: command, user: people[index].user)
    let changed = try rig.wait { rig.store.settle(rig.room, epoch: rig.epoch, request, $0) }
    try #require(changed == model.settle(id, turn: turn, command, user: people[index].user, at: now), "\(command)")
  }

  private mutating func change() throws {
    switch random.next() % 5 {
    case 0: rig.settings.admitRateMicro = Int(random.next() % 9) * 1_250_000
    case 1: setRamp()
    case 2: rig.settings.isPaused.toggle()
    case 3: rig.settings.maxActive = random.next() % 2 == 0 ? nil : 1 + Int(random.next() % 8)
    default: rig.settings.burstMicro = random.next() % 2 == 0 ? nil : 1_000_000 + Int(random.next() % 4_000_000)
    }
    let states: [RoomState] = [.open, .open, .open, .open, .open, .prequeue, .closed, .soldOut]
    let state = states[Int(random.next() % 8)]
    let reply = try rig.apply(state: state)
    let changed = model.apply(rig.settings, state, version: rig.version, at: now)
    try #require(reply.isChanged == changed && reply.version == model.version)
    noteRate()
  }

  /// Steps around now: some are over, some to come.
  private mutating func setRamp() {
    rig.settings.opensAt = WallInstant(microseconds: now - Int64(random.next() % 60_000_000))
    var after = 0
    rig.settings.ramp = (0..<random.next() % 5).map { _ in
      after += 1 + Int(random.next() % 40)
      return RampStep(afterSeconds: after, admitRateMicro: Int(random.next() % 9) * 1_250_000)
    }
  }

  /// Redis loses everything; the epoch is raised with what PostgreSQL knew of what was served.
  private mutating func lose() throws {
    try rig.redis.command("FLUSHALL")
    rig.epoch += 1
    // In a simulation many may join in one microsecond, which no real line does.
    let floor = max(now + 10_000_000, model.lastScore)
    let known = model.servedScore
    _ = try rig.openRoom(state: model.state, recoverFor: 10_000_000, scoreFloor: floor, servedScore: known)
    model = LineModel(
      epoch: UInt32(rig.epoch), settings: rig.settings, state: model.state, version: rig.version,
      recoverFor: 10_000_000, scoreFloor: floor, servedScore: known, at: now)
    for index in people.indices {
      people[index].ahead = nil
      people[index].known = nil
    }
    noteRate()
  }

  private mutating func advance() {
    if clockGoesBack, random.next() % 8 == 0 {
      let most: UInt64 = random.next() % 2 == 0 ? 4_000_000 : 40_000_000
      return rig.clock!.advance(microseconds: -Int64(1 + random.next() % most))
    }
    let most: [UInt64] = [10, 100_000, 400_000, 3_000_000, 20_000_000, 140_000_000]
    rig.clock!.advance(microseconds: Int64(1 + random.next() % most[Int(random.next() % 6)]))
  }

  /// What may be released from now on, by the schedule that holds now; what was to come before is off.
  private mutating func noteRate() {
    let (now, pace) = (now, AdmissionPace(model.settings))
    let stands = model.settings.isPaused || !model.state.admits
    let inForce = pace.inForce(at: WallInstant(microseconds: now))
    allowances.removeAll { $0.at > now }
    allowances.append((now, stands ? 0 : inForce.rateMicro, inForce.burstMicro))
    for step in pace.steps where step.at.microseconds > now {
      allowances.append((step.at.microseconds, stands ? 0 : step.rateMicro, step.burstMicro))
    }
  }
}
