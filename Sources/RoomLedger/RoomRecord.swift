internal import Postgres
public import Primitives
public import WaitingRoom

/// A room as PostgreSQL has it.
public struct RoomRecord: Equatable, Sendable {
  public let id: String
  /// The event that the room's passes may buy; nil: none of Usher's own.
  public let eventID: String?
  /// What the event is called; nil: there is none, or not yet.
  public let eventName: String?
  public let state: RoomState
  /// A JSON object with the admin API's names.
  public let settings: String
  /// Raised by every change of state or settings.
  public let version: Int
  public let epoch: Int
  /// Why the epoch was raised last.
  public let epochReason: String
  public let epochRaisedAt: WallInstant
  /// Which Redis confirmed that it holds this epoch; nil: none yet.
  public let epochStore: String?
  /// Passes of an older epoch are ended.
  public let passEpochMin: Int
  /// SHA-256 of the draw's secret.
  public let drawCommitment: [UInt8]
  public let updatedAt: WallInstant
  /// How far the room had served at the last store; nil: never stored.
  public let served: ServedMark?
}

/// How far a room has served in an epoch, as Redis counted it.
public struct ServedMark: Equatable, Sendable {
  public let room: String
  public let epoch: Int
  /// The greatest score, in microseconds, whose turn has come; 0: none.
  public let servedScore: Int
  /// The greatest score that anybody was given; 0: none.
  public let lastScore: Int
  public let admittedTotal: Int
  public let joinsTotal: Int

  public init(room: String, epoch: Int, servedScore: Int, lastScore: Int, admittedTotal: Int, joinsTotal: Int) {
    self.room = room
    self.epoch = epoch
    self.servedScore = servedScore
    self.lastScore = lastScore
    self.admittedTotal = admittedTotal
    self.joinsTotal = joinsTotal
  }
}

extension RoomRecord {
  /// The columns that `init(row:)` reads: of a room `r` and what it served, `v`.
  static let columns = """
    r.id, r.event_id, r.state, r.settings, r.version, r.epoch, r.epoch_reason, r.epoch_raised_at, r.epoch_store,
    r.pass_epoch_min, r.draw_commitment, r.updated_at, v.epoch, v.served_score, v.last_score,
    v.admitted_total, v.joins_total, (SELECT e.name FROM events e WHERE e.id = r.event_id)
    """

  init(_ row: PostgresRow, from first: Int = 0) {
    guard let state = RoomState(rawValue: row.string(first + 2)) else {
      preconditionFailure("a room row that its table's constraints forbid")
    }
    id = row.string(first)
    eventID = row.stringOrNil(first + 1)
    self.state = state
    settings = row.string(first + 3)
    version = row.int(first + 4)
    epoch = row.int(first + 5)
    epochReason = row.string(first + 6)
    epochRaisedAt = row.instant(first + 7)
    epochStore = row.stringOrNil(first + 8)
    passEpochMin = row.int(first + 9)
    drawCommitment = row.bytes(first + 10)
    updatedAt = row.instant(first + 11)
    served =
      row.isNull(first + 12)
      ? nil
      : ServedMark(
        room: id, epoch: row.int(first + 12), servedScore: row.int(first + 13), lastScore: row.int(first + 14),
        admittedTotal: row.int(first + 15), joinsTotal: row.int(first + 16))
    eventName = row.stringOrNil(first + 17)
  }
}
