internal import Postgres
public import Primitives

extension RoomLedger {
  /// Ends a pass of `room`. With an `actor` the act is audited in the same transaction.
  public func end(
    _ jti: String, room: String, as ending: PassEnding, reason: String, actor: String?,
    _ reply: @escaping LedgerReply<PassChangeOutcome>
  ) {
    ask(
      RoomLedger.endStatement,
      [.text(jti), .text(room), .text(ending.rawValue), .text(reason), .optional(actor)], reply,
      decode: PassChangeOutcome.init)
  }

  /// Raises a live pass's end to `until` (rounded up to a second); never lowers it.
  public func extend(
    _ jti: String, room: String, until: WallInstant, actor: String?, _ reply: @escaping LedgerReply<PassChangeOutcome>
  ) {
    ask(
      RoomLedger.extendStatement, [.text(jti), .text(room), .instant(until), .optional(actor)], reply,
      decode: PassChangeOutcome.init)
  }

  /// The pass of that name; nil if none was handed out.
  public func pass(_ jti: String, _ reply: @escaping LedgerReply<PassRecord?>) {
    ask(RoomLedger.passStatement, [.text(jti)], reply) { $0.first.map { PassRecord($0) } }
  }

  /// The pass that each ticket of a room has now, requeued ones left out: what tells, after a loss of Redis, who had his
  /// turn already. Tickets without one are missing from the answer.
  public func passes(
    ofTickets tickets: [RandomID], room: String, _ reply: @escaping LedgerReply<[RandomID: PassRecord]>
  ) {
    ask(RoomLedger.ticketsStatement, [.text(room), .byteStrings(tickets.map(\.bytes))], reply) { result in
      Dictionary(result.rows.map { PassRecord($0) }.map { ($0.ticketID, $0) }, uniquingKeysWith: { first, _ in first })
    }
  }

  // Locking first and updating by what the lock returned lets the loser of a race read the winner's state.
  private static let endStatement = PostgresStatement(
    "ledger_end_pass", [.text, .text, .text, .text, .text],
    """
    WITH pass AS MATERIALIZED (
      SELECT * FROM passes WHERE jti = $1 AND room_id = $2 FOR UPDATE
    ), changed AS (
      UPDATE passes p SET state = $3, ended_at = clock_timestamp(), ended_reason = $4
      FROM pass WHERE p.jti = pass.jti AND pass.state = 'active'
      RETURNING p.*
    ), audited AS (
      INSERT INTO room_audit (room_id, actor, action, detail)
      SELECT room_id, $5, 'pass_' || $3, jsonb_build_object('jti', jti, 'subject', subject, 'reason', $4)
      FROM changed WHERE $5 IS NOT NULL
    )
    SELECT true, \(PassRecord.columns("changed")) FROM changed
    UNION ALL
    SELECT false, \(PassRecord.columns("pass")) FROM pass WHERE state <> 'active'
    """)

  private static let extendStatement = PostgresStatement(
    "ledger_extend_pass", [.text, .text, .instant, .text],
    """
    WITH pass AS MATERIALIZED (
      SELECT p.*, date_trunc('second', $3 + interval '999999 microseconds') AS until,
        p.state = 'active' AND p.expires_at > clock_timestamp() AND p.epoch >= r.pass_epoch_min AS is_live
      FROM passes p JOIN rooms r ON r.id = p.room_id WHERE p.jti = $1 AND p.room_id = $2 FOR UPDATE OF p
    ), changed AS (
      UPDATE passes p SET expires_at = pass.until
      FROM pass WHERE p.jti = pass.jti AND pass.is_live AND pass.until > pass.expires_at
      RETURNING p.*
    ), audited AS (
      INSERT INTO room_audit (room_id, actor, action, detail)
      SELECT room_id, $4, 'pass_extended', jsonb_build_object('jti', jti, 'subject', subject, 'until', expires_at)
      FROM changed WHERE $4 IS NOT NULL
    )
    SELECT true, \(PassRecord.columns("changed")) FROM changed
    UNION ALL
    SELECT false, \(PassRecord.columns("pass")) FROM pass WHERE NOT (is_live AND until > expires_at)
    """)

  private static let passStatement = PostgresStatement(
    "ledger_pass", [.text], "SELECT \(PassRecord.columns("p")) FROM passes p WHERE jti = $1")

  private static let ticketsStatement = PostgresStatement(
    "ledger_passes_of_tickets", [.text, .byteStrings],
    """
    SELECT \(PassRecord.columns("p")) FROM passes p
    WHERE room_id = $1 AND ticket_id = ANY ($2) AND state <> 'requeued'
    """)
}

extension PassChangeOutcome {
  fileprivate init(_ result: PostgresResult) {
    guard let row = result.first else {
      self = .unknownPass
      return
    }
    let pass = PassRecord(row, from: 1)
    self = row.bool(0) ? .changed(pass) : .unchanged(pass)
  }
}
