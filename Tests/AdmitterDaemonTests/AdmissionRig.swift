import Crypto
import EventLoop
import Postgres
import Primitives
import RoomLedger
import RoomStore
import Schema
import Telemetry
import TestKit
import Testing
import WaitingRoom

@testable import Admitter

/// Redis, PostgreSQL, some admitters and people in a line, all on the loop of one test.
final class AdmissionRig {
  let redis: TestRedis
  let postgres: TestPostgres
  let loop: Loop
  /// What a gateway would have.
  let store: RoomStore
  let ledger: RoomLedger
  let room = RoomID("demo")!
  private(set) var admitters: [RunningAdmitter] = []
  private(set) var keys: [Int: OrderKey] = [:]

  init(
    admitters: Int, redis: TestRedisOptions = TestRedisOptions(), postgres: TestPostgresOptions = TestPostgresOptions(),
    _ change: (inout RoomSettings) -> Void
  ) throws {
    self.redis = try TestRedis.start(redis)
    self.postgres = try TestPostgres.start(postgres)
    let session = try PostgresSession(PostgresServers(self.postgres.connectionString))
    try SchemaRunner().run(on: session)
    session.close()
    loop = try Loop()
    store = RoomStore(loop: loop, options: AdmissionRig.storeOptions(self.redis, patience: .seconds(10)))
    ledger = RoomLedger(loop: loop, options: try RoomLedgerOptions(connection: self.postgres.connectionString))
    var settings = RoomSettings()
    change(&settings)
    let text = settings.text
    _ = try ask { ledger.create(room: "demo", event: "demo", state: .open, settings: text, actor: "test", $0) }
    for _ in 0..<admitters { try addAdmitter() }
  }

  deinit {
    for admitter in admitters { admitter.close() }
    store.close()
    ledger.close()
    loop.close()
  }

  /// The crowd's own calls are patient, so that a busy machine loses nobody; an admitter's are as in production.
  static func storeOptions(_ redis: TestRedis, patience: Duration = .milliseconds(500)) -> RoomStoreOptions {
    var options = RoomStoreOptions(endpoint: .unix(path: redis.socketPath), password: redis.options.password)
    options.bound(
      connectTimeout: .seconds(1), commandTimeout: patience, commandsInFlightMax: 20_000,
      reconnectMin: .milliseconds(50), reconnectMax: .milliseconds(500))
    return options
  }

  func addAdmitter() throws { admitters.append(try RunningAdmitter(self)) }

  /// It stops as a killed process would: whatever it had begun, nothing is finished.
  func killAdmitter() {
    admitters.removeLast().close()
  }

  func wait<Value>(limit: Duration = .seconds(40), _ start: (@escaping (Value) -> Void) -> Void) throws -> Value {
    var value: Value?
    var isLate = false
    let timer = loop.addTimer(after: limit) { [loop] in
      isLate = true
      loop.stop()
    }
    defer { timer.cancel() }
    start { [loop] in
      value = $0
      loop.stop()
    }
    while true {
      if let value { return value }
      try #require(!isLate, "no answer within \(limit)")
      loop.run()
    }
  }

  func ask<Value>(_ start: (@escaping LedgerReply<Value>) -> Void) throws -> Value { try wait { start($0) }.get() }

  func call<Reply>(_ start: (@escaping RoomStore.Answer<Reply>) -> Void) throws -> Reply {
    try wait { start($0) }.get()
  }

  /// Lets time pass until `condition` holds; the condition may itself ask the stores.
  func waitUntil(_ what: String, limit: Duration = .seconds(40), _ condition: () throws -> Bool) throws {
    let deadline = loop.now + limit
    while try !condition() {
      try #require(loop.now < deadline, "not within \(limit): \(what)")
      try run(for: .milliseconds(10))
    }
  }

  /// Lets time pass.
  func run(for duration: Duration) throws {
    let _: Void = try wait(limit: duration + .seconds(30)) { done in loop.addTimer(after: duration) { done(()) } }
  }

  var isServed: Bool { admitters.allSatisfy { $0.isAdmitting } }
  var epoch: Int { admitters.compactMap { $0.epoch }.max() ?? 1 }

  func serve() throws {
    try waitUntil("all admitters let people in") { isServed }
  }

  /// Puts people into the line; they count as present from now on.
  func join(_ numbers: Range<Int>) throws {
    for start in stride(from: numbers.lowerBound, to: numbers.upperBound, by: 1_000) {
      try joinTogether(start..<min(start + 1_000, numbers.upperBound))
    }
    try #require(numbers.allSatisfy { keys[$0] != nil })
  }

  private func joinTogether(_ numbers: Range<Int>) throws {
    let epoch = self.epoch
    let _: Void = try wait { done in
      var left = numbers.count
      for number in numbers {
        store.join(room, epoch: epoch, JoinRequest(random: AdmissionRig.ticket(number))) {
          [unowned self] result in
          if case .success(.joined(_, let key, _, _)) = result { keys[number] = key }
          left -= 1
          if left == 0 { done(()) }
        }
      }
    }
  }

  /// Everybody polls once; gives where each stands.
  func poll(_ numbers: Range<Int>) throws -> [Place?] {
    let epoch = self.epoch
    return try wait { done in
      var places = [Place?](repeating: nil, count: numbers.count)
      var left = numbers.count
      for number in numbers {
        let request = PlaceRequest(ticketID: AdmissionRig.ticket(number), key: keys[number]!)
        store.place(room, epoch: epoch, request) { result in
          places[number - numbers.lowerBound] = try? result.get().place
          left -= 1
          if left == 0 { done(places) }
        }
      }
    }
  }

  func figures() throws -> RoomFigures { try call { store.figures(room, epoch: epoch, points: 0, $0) } }

  func record() throws -> RoomRecord { try #require(try ask { ledger.room("demo", $0) }) }

  /// Changes the settings as the admin API does, in PostgreSQL alone.
  func change(_ change: (inout RoomSettings) -> Void) throws {
    let record = try record()
    var settings = try RoomSettings(text: record.settings)
    change(&settings)
    let text = settings.text
    _ = try ask {
      ledger.change(
        room: "demo", ifVersion: record.version, state: record.state, settings: text, actor: "test", action: "changed",
        detail: "{}", $0)
    }
  }

  static func ticket(_ number: Int) -> RandomID {
    var random = SeededRandom(seed: UInt64(number))
    return RandomID(using: &random)
  }
}
