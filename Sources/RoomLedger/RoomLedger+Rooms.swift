internal import Postgres
public import WaitingRoom

extension RoomLedger {
  /// More rooms than this are not served by one installation; `rooms` gives no more.
  public static let roomsMax = 1_000

  /// All rooms, by id.
  public func rooms(_ reply: @escaping LedgerReply<[RoomRecord]>) {
    ask(RoomLedger.roomsStatement, [.int(RoomLedger.roomsMax)], reply) { $0.rows.map { RoomRecord($0) } }
  }

  /// One room; nil if there is none of that id.
  public func room(_ id: String, _ reply: @escaping LedgerReply<RoomRecord?>) {
    ask(RoomLedger.roomStatement, [.text(id)], reply) { $0.first.map { RoomRecord($0) } }
  }

  /// Makes a room, unless there is one of that id. `settings` is a JSON object, already checked.
  public func create(
    room id: String, event eventID: String?, state: RoomState, settings: String, actor: String,
    _ reply: @escaping LedgerReply<RoomCreation>
  ) {
    ask(
      RoomLedger.createStatement,
      [.text(id), .optional(eventID), .text(state.rawValue), .json(settings), .text(actor)], reply
    ) { result in
      let room = RoomRecord(result[0], from: 1)
      return result[0].bool(0) ? .created(room) : .existed(room)
    }
  }

  /// Puts new settings and state in the place of those of `version`. Audited as `action` with `detail`, a JSON object.
  public func change(
    room id: String, ifVersion version: Int, state: RoomState, settings: String, actor: String, action: String,
    detail: String, _ reply: @escaping LedgerReply<RoomChangeOutcome>
  ) {
    ask(
      RoomLedger.changeStatement,
      [
        .text(id), .int(version), .text(state.rawValue), .json(settings), .text(actor), .text(action), .json(detail),
      ], reply
    ) { result in
      guard let row = result.first else { return .unknownRoom }
      return row.bool(0) ? .changed(RoomRecord(row, from: 1)) : .otherVersion(RoomRecord(row, from: 1))
    }
  }

  static let roomsStatement = PostgresStatement(
    "ledger_rooms", [.int],
    "SELECT \(RoomRecord.columns) FROM rooms r LEFT JOIN room_served v ON v.room_id = r.id ORDER BY r.id LIMIT $1")

  static let roomStatement = PostgresStatement(
    "ledger_room", [.text],
    "SELECT \(RoomRecord.columns) FROM rooms r LEFT JOIN room_served v ON v.room_id = r.id WHERE r.id = $1")

  // DO UPDATE changes nothing but returns the row that was there first, even one committed after this began.
  private static let createStatement = PostgresStatement(
    "ledger_create_room", [.text, .text, .text, .json, .text],
    """
    WITH r AS (
      INSERT INTO rooms (id, event_id, state, settings) VALUES ($1, $2, $3, $4)
      ON CONFLICT (id) DO UPDATE SET updated_at = rooms.updated_at
      RETURNING *, xmax = 0 AS is_new
    ), audited AS (
      INSERT INTO room_audit (room_id, actor, action, detail, version)
      SELECT id, $5, 'created', jsonb_build_object('event_id', event_id, 'state', state, 'settings', settings), version
      FROM r WHERE is_new
    )
    SELECT r.is_new, \(RoomRecord.columns) FROM r LEFT JOIN room_served v ON v.room_id = r.id
    """)

  private static let changeStatement = PostgresStatement(
    "ledger_change_room", [.text, .int, .text, .json, .text, .text, .json],
    """
    WITH before AS MATERIALIZED (
      SELECT * FROM rooms WHERE id = $1 FOR UPDATE
    ), changed AS (
      UPDATE rooms SET state = $3, settings = $4, version = before.version + 1, updated_at = clock_timestamp()
      FROM before WHERE rooms.id = before.id AND before.version = $2
      RETURNING rooms.*
    ), audited AS (
      INSERT INTO room_audit (room_id, actor, action, detail, version)
      SELECT id, $5, $6, $7, version FROM changed
    ), r AS (
      SELECT *, true AS is_changed FROM changed
      UNION ALL
      SELECT *, false FROM before WHERE version <> $2
    )
    SELECT r.is_changed, \(RoomRecord.columns) FROM r LEFT JOIN room_served v ON v.room_id = r.id
    """)
}
