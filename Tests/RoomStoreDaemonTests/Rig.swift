import Crypto
import EventLoop
import Foundation
import Limits
import Primitives
import Redis
import RoomStore
import Synchronization
import TestKit
import WaitingRoom

/// A store on a private Redis, driven from a test: each call runs the loop until its answer is there.
final class Rig {
  let redis: TestRedis
  let loop: Loop
  let store: RoomStore
  /// What the scripts take for the time, if the rig simulates it.
  let clock: SimulatedClock?
  let room = RoomID("demo")!
  var epoch = 1
  var settings = RoomSettings()
  var version = 1
  private var ids: [Int: RandomID] = [:]

  /// - Parameter simulated: the time goes only by `clock`; else it is Redis' own.
  init(simulated: Bool = false, redis: TestRedis? = nil, configure: (inout RedisOptions) -> Void = { _ in }) throws {
    self.redis = try redis ?? TestRedis.start()
    loop = try Loop()
    let clock = simulated ? SimulatedClock() : nil
    self.clock = clock
    var redisOptions = RedisOptions(endpoint: .unix(path: self.redis.socketPath), password: self.redis.options.password)
    redisOptions.commandTimeout = .seconds(5)
    configure(&redisOptions)
    var options = RoomStoreOptions(redis: redisOptions)
    if let clock { options.simulatedClock = { clock.microseconds } }
    store = RoomStore(loop: loop, options: options)
  }

  deinit {
    store.close()
    loop.close()
  }

  /// Runs the loop until `start` has been answered.
  func wait<Reply>(_ start: (@escaping (Result<Reply, StoreFault>) -> Void) -> Void) throws(StoreFault) -> Reply {
    var answer: Result<Reply, StoreFault>?
    let loop = loop
    start { result in
      answer = result
      loop.stop()
    }
    if answer == nil { loop.run() }
    guard let answer else { throw .broken("the loop ended without an answer") }
    return try answer.get()
  }

  func openRoom(
    state: RoomState = .open, recoverFor: Int = 0, scoreFloor: Int64 = 0, servedScore: Int64 = 0
  ) throws(StoreFault) -> OpenReply {
    let request = OpenRequest(
      state: state, settings: settings, version: version, recoverForMicroseconds: recoverFor, scoreFloor: scoreFloor,
      servedScore: servedScore)
    return try wait { store.open(room, epoch: epoch, request, $0) }
  }

  @discardableResult
  func apply(state: RoomState = .open, _ change: (inout RoomSettings) -> Void = { _ in }) throws(StoreFault)
    -> AppliedReply
  {
    change(&settings)
    version += 1
    return try wait { store.apply(room, epoch: epoch, state: state, settings: settings, version: version, $0) }
  }

  /// The ticket of `number` gets the id `Rig.id(number)`, unless an owner goes with it.
  func join(_ number: Int, owner: JoinOwner = .stranger, limits: [LimitCheck] = []) throws(StoreFault) -> JoinReply {
    let request = JoinRequest(random: Rig.id(number), owner: owner, limits: limits)
    return try wait { store.join(room, epoch: epoch, request, $0) }
  }

  /// Joins somebody who must get a new place, and gives his key.
  func joined(_ number: Int, owner: JoinOwner = .stranger) throws -> OrderKey {
    guard case .joined(_, let key, let id, _) = try join(number, owner: owner) else {
      throw TestKitFault("no new place")
    }
    ids[number] = id
    return key
  }

  func place(_ number: Int, _ key: OrderKey, user: Digest32? = nil) throws(StoreFault) -> Place {
    let request = PlaceRequest(ticketID: id(number), key: key, user: user)
    return try wait { store.place(room, epoch: epoch, request, $0) }.place
  }

  @discardableResult
  func release(_ maximum: Int = 250) throws(StoreFault) -> ReleaseReply {
    try wait { store.release(room, epoch: epoch, maximum: maximum, $0) }
  }

  func claim(_ number: Int) throws(StoreFault) -> ClaimReply {
    try wait { store.claim(room, epoch: epoch, ticketID: id(number), $0) }
  }

  @discardableResult
  func leave(_ number: Int, _ key: OrderKey) throws(StoreFault) -> LeaveReply {
    try wait { store.leave(room, epoch: epoch, LeaveRequest(ticketID: id(number), score: key.score), $0) }
  }

  @discardableResult
  func settle(_ number: Int, turn: Int, _ command: TurnCommand, user: Digest32? = nil) throws(StoreFault) -> Bool {
    let request = SettleRequest(ticketID: id(number), turn: turn, command: command, user: user)
    return try wait { store.settle(room, epoch: epoch, request, $0) }
  }

  func figures(points: Int = 32) throws(StoreFault) -> RoomFigures {
    try wait { store.figures(room, epoch: epoch, points: points, $0) }
  }

  /// The id of the ticket that was joined as `number`.
  func id(_ number: Int) -> RandomID { ids[number] ?? Rig.id(number) }

  /// A ticket's id out of a small number.
  static func id(_ number: Int) -> RandomID {
    var random = SeededRandom(seed: UInt64(number))
    return RandomID(using: &random)
  }

  static func digest(_ text: String) -> Digest32 {
    var text = text
    return text.withUTF8 { SHA256.digest(ByteView(UnsafeRawBufferPointer($0))) }
  }
}

/// The time by a test's word, in microseconds.
final class SimulatedClock: Sendable {
  private let time = Atomic<Int64>(1_800_000_000_000_000)

  var microseconds: Int64 { time.load(ordering: .sequentiallyConsistent) }
  func advance(microseconds: Int64) { time.add(microseconds, ordering: .sequentiallyConsistent) }
  func advance(seconds: Double) { advance(microseconds: Int64((seconds * 1_000_000).rounded())) }
}
