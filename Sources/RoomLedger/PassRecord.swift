internal import Postgres
public import Primitives

/// A pass as it was handed out: everything its signed form says is read from here, so a retry gets the same bytes.
public struct PassRecord: Equatable, Sendable {
  public let jti: String
  public let room: String
  public let ticketID: RandomID
  public let turn: Int
  public let epoch: Int
  /// The user.
  public let subject: String
  /// Which key it was signed with.
  public let keyID: String
  /// Whole seconds.
  public let issuedAt: WallInstant
  /// What the signed pass says of its end. Whole seconds.
  public let mintedExpiresAt: WallInstant
  /// When it ends in truth: a won hold raises this.
  public let expiresAt: WallInstant
  public let state: PassState

  /// Tells if the pass is good at that moment, as far as the pass itself goes.
  public func isActive(at now: WallInstant) -> Bool { state == .active && now < expiresAt }
}

extension PassRecord {
  /// The columns that `init(row:)` reads, of a table or subquery `alias`.
  static func columns(_ alias: String) -> String {
    [
      "jti", "room_id", "ticket_id", "turn", "epoch", "subject", "key_id", "issued_at", "minted_expires_at",
      "expires_at", "state",
    ].map { "\(alias).\($0)" }.joined(separator: ", ")
  }

  init(_ row: PostgresRow, from first: Int = 0) {
    guard let ticketID = RandomID(bytes: row.view(first + 2)), let state = PassState(rawValue: row.string(first + 10))
    else { preconditionFailure("a pass row that its table's constraints forbid") }
    jti = row.string(first)
    room = row.string(first + 1)
    self.ticketID = ticketID
    turn = row.int(first + 3)
    epoch = row.int(first + 4)
    subject = row.string(first + 5)
    keyID = row.string(first + 6)
    issuedAt = row.instant(first + 7)
    mintedExpiresAt = row.instant(first + 8)
    expiresAt = row.instant(first + 9)
    self.state = state
  }
}
