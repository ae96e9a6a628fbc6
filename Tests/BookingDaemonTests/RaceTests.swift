import Configuration
import Foundation
import Primitives
import TestKit
import Testing

/// Many buyers over few seats through two cores at once, with everything that buyers do: hold, repeat, give back, pay in
/// every way, let the hold lapse. At the end every promise holds, and what buyers were told is what the tables say.
@Suite struct RaceTests {
  @Test(.seeded) func theTablesAgreeWithWhatBuyersWereTold() throws {
    let database = try BookingDatabase()
    let buyers = 16
    let turns = 14
    try database.makePasses(0..<buyers * turns)
    try database.makePasses(0..<buyers * turns, room: "yard")
    let cores = try (0..<2).map { _ in try ServiceHarness(database, RaceTests.hurry) }
    let race = Race(cores: cores, buyers: buyers, turns: turns, seed: TestSeed.current)
    try race.run()
    try race.settle(database)
    let told = race.told
    #expect(told.faults == [])
    #expect(try database.fsck() == "")
    try compare(told, database)
  }

  /// Holds lapse while they are looked at; a lost reply is soon asked for.
  private static func hurry(_ configuration: inout UsherConfiguration) {
    configuration.booking.holdLifetime = .seconds(2)
    configuration.booking.holdLifetimeMax = .seconds(30)
    configuration.booking.paymentTimeout = .seconds(10)
    configuration.booking.sweepInterval = .milliseconds(300)
  }

  private func compare(_ told: Told, _ database: BookingDatabase) throws {
    var statuses: [String: String] = [:]
    for row in try database.psql("SELECT id, status FROM holds").split(separator: "\n") {
      let parts = row.split(separator: "|")
      statuses[String(parts[0])] = String(parts[1])
    }
    let answers = told.answers
    #expect(answers.contains { $0.what == .confirmed } && answers.contains { $0.what == .refused })
    for answer in answers {
      let status = statuses[answer.hold]
      switch answer.what {
      case .held: #expect(status != nil, "\(answer)")
      case .confirmed: #expect(status == "CONFIRMED", "\(answer): \(status ?? "none")")
      case .givenBack: #expect(status == "RELEASED" || status == "EXPIRED", "\(answer): \(status ?? "none")")
      // Who was refused owns nothing: no hold of that pass that he was not told of.
      case .refused: #expect(!told.holdsNobodyWasToldOf(statuses).contains(answer.hold), "\(answer)")
      }
    }
    #expect(told.holdsNobodyWasToldOf(statuses) == [])
    let sold = Set(answers.filter { $0.what == .confirmed }.map(\.hold))
    let confirmed = Set(statuses.filter { $0.value == "CONFIRMED" }.keys)
    // A payment that was still open when its buyer went on may have confirmed later; never the other way round.
    #expect(sold.isSubset(of: confirmed))
  }
}

/// Buyers, each on a thread of its own and with a new pass each turn, over some cores.
struct Race {
  let cores: [ServiceHarness]
  let buyers: Int
  let turns: Int
  let seed: UInt64
  let told = Told()

  /// Until all buyers have taken all their turns.
  func run() throws {
    for number in 0..<buyers {
      let thread = Thread { [self] in
        var buyer = RaceBuyer(core: cores[number % cores.count], told: told, seed: seed &+ UInt64(number))
        for turn in 0..<turns { buyer.takeTurn(pass: number * turns + turn) }
        told.finish()
      }
      thread.start()
    }
    try waitUntil("all buyers are done", timeout: .seconds(240), interval: .milliseconds(100)) {
      told.finished == buyers
    }
  }

  /// Until nothing is under way any more.
  func settle(_ database: BookingDatabase) throws {
    try waitUntil("payments rest and lapsed holds are ended", timeout: .seconds(60), interval: .milliseconds(100)) {
      try database.psql(
        """
        SELECT (SELECT count(*) FROM payments WHERE check_at IS NOT NULL)
          + (SELECT count(*) FROM holds WHERE status = 'HELD' AND expires_at <= clock_timestamp())
        """) == "0"
    }
  }
}

/// What all buyers were told, in common.
final class Told: Sendable {
  enum What: Sendable, Equatable { case held, confirmed, givenBack, refused }

  struct Answer: Sendable {
    let hold: String
    let what: What
  }

  private struct State {
    var answers: [Answer] = []
    var faults: [String] = []
    var finished = 0
  }

  private let state = Locked(State())

  func note(_ hold: String, _ what: What) { state.withLock { $0.answers.append(Answer(hold: hold, what: what)) } }
  func fault(_ text: String) { state.withLock { $0.faults.append(text) } }
  func finish() { state.withLock { $0.finished += 1 } }
  var answers: [Answer] { state.withLock { $0.answers } }
  var faults: [String] { state.withLock { $0.faults } }
  var finished: Int { state.withLock { $0.finished } }

  func holdsNobodyWasToldOf(_ statuses: [String: String]) -> [String] {
    let known = Set(answers.filter { $0.what == .held }.map(\.hold))
    return statuses.keys.filter { !known.contains($0) }.sorted()
  }
}

/// One buyer, who comes again and again, each time with a new pass.
struct RaceBuyer {
  let core: ServiceHarness
  let told: Told
  var random: SeededRandom

  init(core: ServiceHarness, told: Told, seed: UInt64) {
    self.core = core
    self.told = told
    random = SeededRandom(seed: seed)
  }

  mutating func takeTurn(pass: Int) {
    do {
      for _ in 0..<3 {
        guard let hold = try wish(pass) else { continue }
        if try use(hold) { return }
      }
    } catch {
      told.fault("\(error)")
    }
  }

  /// Nil: refused.
  private mutating func wish(_ pass: Int) throws -> (id: String, token: String)? {
    let isYard = random.next() % 4 == 0
    let quantity = Int.random(in: 1...3, using: &random)
    let first = Int.random(in: 0..<12, using: &random)
    let seats = (first..<first + quantity).map { "\"s\($0)\"" }.joined(separator: ",")
    let body =
      if isYard {
        "{\"event_id\": \"yard\", \"quantity\": \(quantity)}"
      } else if random.next() % 5 == 0 {
        "{\"event_id\": \"hall\", \"best_available\": {\"quantity\": \(quantity), \"section\": \"left\"}}"
      } else {
        "{\"event_id\": \"hall\", \"seat_ids\": [\(seats)]}"
      }
    let key = random.next() % 2 == 0 ? [("Idempotency-Key", "key-\(random.next())")] : []
    let room = isYard ? "yard" : "hall"
    let reply = try core.send("POST", "/bookings/hold", body, buyer: pass, room: room, headers: key)
    guard reply.status == 201 || reply.status == 200 else {
      if reply.status != 409 { told.fault("hold: \(reply)") }
      told.note("", .refused)
      return nil
    }
    let object = try reply.object
    guard let id = object["hold_id"]?.stringValue, let token = object["hold_token"]?.stringValue else {
      told.fault("no hold in \(reply)")
      return nil
    }
    told.note(id, .held)
    if !key.isEmpty, random.next() % 3 == 0 {
      let again = try core.send("POST", "/bookings/hold", body, buyer: pass, room: room, headers: key)
      if try again.object["hold_id"]?.stringValue != id { told.fault("the same key, another hold: \(again)") }
    }
    return (id, token)
  }

  /// True: this pass is done.
  private mutating func use(_ hold: (id: String, token: String)) throws -> Bool {
    switch random.next() % 8 {
    case 0, 1:
      let reply = try core.send("DELETE", "/bookings/\(hold.id)", headers: [("Usher-Hold", hold.token)])
      if reply.status == 204 { told.note(hold.id, .givenBack) } else { told.fault("give back: \(reply)") }
      return false
    case 2: return true  // Goes away; the hold lapses.
    case 3: return try pay(hold, "test_decline", expecting: [402, 410])
    case 4: return try pay(hold, "test_lost_reply", expecting: [200, 202, 410])
    case 5: return try pay(hold, "test_error", expecting: [202, 402, 410])
    default: return try pay(hold, "test_ok", expecting: [200, 202, 410])
    }
  }

  private mutating func pay(_ hold: (id: String, token: String), _ method: String, expecting: [Int]) throws -> Bool {
    let key = "pay-\(random.next())"
    let reply = try core.pay(hold, method, key: key)
    if !expecting.contains(reply.status) { told.fault("\(method): \(reply)") }
    if reply.status == 200 {
      told.note(hold.id, .confirmed)
      let again = try core.pay(hold, method, key: key)
      if again.body != reply.body { told.fault("paid twice, answered differently: \(again)") }
    }
    return reply.status == 200 || reply.status == 202
  }
}
