internal import Postgres

extension RoomLedger {
  /// More than this no page of the audit has.
  public static let auditPageMax = 500

  /// The newest acts first: of one room or of all, before the entry `before` if that is given.
  public func audit(
    room: String?, before: Int?, limit: Int, _ reply: @escaping LedgerReply<[AuditEntry]>
  ) {
    ask(
      RoomLedger.auditStatement,
      [.optional(room), .optional(before), .int(max(1, min(limit, RoomLedger.auditPageMax)))], reply
    ) { result in
      result.rows.map { row in
        AuditEntry(
          sequence: row.int(0), room: row.string(1), actor: row.string(2), action: row.string(3),
          detail: row.string(4), version: row.intOrNil(5), at: row.instant(6))
      }
    }
  }

  private static let auditStatement = PostgresStatement(
    "ledger_audit", [.text, .int, .int],
    """
    SELECT sequence, room_id, actor, action, detail, version, at FROM room_audit
    WHERE ($1::text IS NULL OR room_id = $1) AND ($2::bigint IS NULL OR sequence < $2)
    ORDER BY sequence DESC LIMIT $3
    """)
}
