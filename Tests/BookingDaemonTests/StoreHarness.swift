import Booking
import BookingStore
import EventLoop
import Primitives
import Testing

/// A store on a loop of its own, for one test.
final class StoreHarness {
  let loop: Loop
  let store: BookingStore
  var random: SeededRandom

  init(_ database: BookingDatabase, seed: UInt64 = 1, _ adjust: (inout BookingStoreOptions) -> Void = { _ in }) throws {
    loop = try Loop()
    random = SeededRandom(seed: seed)
    var options = try BookingStoreOptions(connection: database.connection)
    options.bound(
      connectionsMax: 4, waitersMax: 1_000, connectTimeout: .seconds(10), queryDeadline: .seconds(20),
      reconnectDelayMin: .milliseconds(10), reconnectDelayMax: .seconds(1))
    adjust(&options)
    store = BookingStore(loop: loop, options: options)
  }

  deinit {
    store.close()
    loop.close()
  }

  /// Runs the loop until `start` has called back.
  func wait<Value>(limit: Duration = .seconds(60), _ start: (@escaping (Value) -> Void) -> Void) throws -> Value {
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

  func ask<Value>(_ start: (@escaping StoreReply<Value>) -> Void) throws -> Value { try wait { start($0) }.get() }

  /// All in one turn; the answers in the order of the calls.
  func askAll<Value>(_ indices: Range<Int>, _ start: (Int, @escaping StoreReply<Value>) -> Void) throws -> [Value] {
    let results: [Int: Result<Value, StoreFault>] = try wait { done in
      var results: [Int: Result<Value, StoreFault>] = [:]
      for index in indices {
        start(index) {
          results[index] = $0
          if results.count == indices.count { done(results) }
        }
      }
    }
    return try indices.map { try results[$0]!.get() }
  }

  func id() -> RecordID { RecordID(at: WallInstant(seconds: 1_800_000_000), using: &random) }

  func cart(
    _ number: Int, _ wish: Cart.Wish, event: String = "hall", user: String? = nil, request: RequestKey? = nil
  ) -> Cart {
    Cart(
      id: id(), event: event, user: user ?? "user-\(number)", pass: BookingDatabase.pass(number, room: event),
      room: event, wish: wish, request: request)
  }

  /// All carts in one turn, and so in as few statements as the batcher makes of them.
  func hold(_ carts: [Cart]) throws -> [HoldDecision] {
    try holdInOrder(carts).sorted { $0.index < $1.index }.map(\.decision)
  }

  /// The same, in the order of the answers: with one statement at a time that is the order of the decisions.
  func holdInOrder(_ carts: [Cart]) throws -> [(index: Int, decision: HoldDecision)] {
    let results: [(Int, Result<HoldDecision, StoreFault>)] = try wait { done in
      var results: [(Int, Result<HoldDecision, StoreFault>)] = []
      for (index, cart) in carts.enumerated() {
        store.hold(cart) {
          results.append((index, $0))
          if results.count == carts.count { done(results) }
        }
      }
    }
    return try results.map { ($0.0, try $0.1.get()) }
  }

  func hold(_ cart: Cart) throws -> HoldDecision { try hold([cart])[0] }

  /// Holds seats and gives the hold's id.
  func held(_ number: Int, _ wish: Cart.Wish, event: String = "hall") throws -> RecordID {
    let decision = try hold(cart(number, wish, event: event))
    #expect(decision.outcome == .held)
    return try #require(decision.hold?.id)
  }

  func look(_ hold: RecordID) throws -> HoldView { try #require(try ask { store.look(hold, $0) }) }

  static func key(_ text: String, fingerprint: String = "f") -> RequestKey {
    func digest(_ text: String) -> [UInt8] {
      var bytes = Array(text.utf8)
      bytes += [UInt8](repeating: 0, count: 32 - bytes.count)
      return bytes
    }
    return RequestKey(key: digest(text), fingerprint: digest(fingerprint))
  }

  /// A payment that has begun.
  func begin(_ hold: RecordID, key: String = "k", method: String = "test_ok") throws -> (RecordID, PaymentStartOutcome)
  {
    let payment = id()
    let start = PaymentStart(
      payment: payment, hold: hold, provider: "test", method: method, request: StoreHarness.key(key))
    return (payment, try ask { store.beginPayment(start, $0) })
  }

  /// A hold's whole way to a confirmed order.
  func buy(_ hold: RecordID) throws -> RecordID {
    let (payment, outcome) = try begin(hold)
    guard case .started = outcome else {
      Issue.record("\(outcome)")
      return payment
    }
    let entry = PaymentBookEntry(payment: payment, amount: try look(hold).total, method: "test_ok", status: .captured)
    _ = try wait { store.open(entry, $0) }.get()
    let answer = StoredAnswer(status: 200, body: "{}")
    #expect(try ask { store.sell(payment, reference: "r", booking: id(), ifLost: answer, $0) } == .done)
    #expect(try ask { store.confirm(payment, answer: answer, $0) } == .done)
    return payment
  }
}
