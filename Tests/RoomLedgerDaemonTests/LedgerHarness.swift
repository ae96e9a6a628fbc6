import EventLoop
import Postgres
import Primitives
import RoomLedger
import Testing
import WaitingRoom

/// A ledger with its pool on a loop of its own: one gateway's, as it were.
final class LedgerHarness {
  let loop: Loop
  let ledger: RoomLedger

  init(_ database: LedgerDatabase, _ adjust: (inout RoomLedgerOptions) -> Void = { _ in }) throws {
    loop = try Loop()
    var options = try RoomLedgerOptions(connection: database.connection)
    options.statementTimeout = .seconds(20)
    adjust(&options)
    ledger = RoomLedger(loop: loop, options: options)
  }

  deinit {
    ledger.close()
    loop.close()
  }

  /// Runs the loop until `start` has called back.
  func wait<Value>(limit: Duration = .seconds(30), _ start: (@escaping (Value) -> Void) -> Void) throws -> Value {
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

  /// The value of one call of the ledger.
  func ask<Value>(_ start: (@escaping LedgerReply<Value>) -> Void) throws -> Value {
    try wait { start($0) }.get()
  }

  /// All claims in one turn.
  func claim(_ claims: [PassClaim]) throws -> [Result<ClaimOutcome, LedgerFault>] {
    try wait { done in
      var outcomes = [Result<ClaimOutcome, LedgerFault>?](repeating: nil, count: claims.count)
      var answers = 0
      for (index, claim) in claims.enumerated() {
        ledger.claim(claim) {
          outcomes[index] = $0
          answers += 1
          if answers == claims.count { done(outcomes.compactMap { $0 }) }
        }
      }
    }
  }

  func claim(_ claim: PassClaim) throws -> ClaimOutcome { try self.claim([claim])[0].get() }

  func makeRoom(_ id: String = "demo", event: String? = "demo") throws {
    _ = try ask { ledger.create(room: id, event: event, state: .open, settings: "{}", actor: "test", $0) }
  }

  /// Everything that happened since the position, and the next one.
  func changes(since position: PassFeedPosition?) throws -> PassFeed { try ask { ledger.changes(since: position, $0) } }
}

extension PassClaim {
  /// A claim whose name follows from ticket and turn, as a keyed hash's would.
  static func test(
    _ ticket: Int, turn: Int = 1, room: String = "demo", epoch: Int = 1, lifetime: Int = 600, subject: String? = nil
  ) throws -> PassClaim {
    let id = RandomID(high: 7, low: UInt64(ticket))
    return try #require(
      PassClaim(
        room: room, ticketID: id, turn: turn, epoch: epoch, jti: "\(id.hex)-\(turn)",
        subject: subject ?? "user-\(ticket)",
        keyID: "k1", lifetimeSeconds: lifetime))
  }
}

extension ClaimOutcome {
  /// The pass, new or known.
  var pass: PassRecord? {
    switch self {
    case .issued(let pass), .known(let pass): pass
    default: nil
    }
  }
}

extension PassChangeOutcome {
  var changed: PassRecord? {
    if case .changed(let pass) = self { return pass }
    return nil
  }
}
