internal import Postgres
internal import Primitives

extension RoomLedger {
  /// What happened to passes since the last poll; with no position, everything that still matters.
  ///
  /// Nothing is missed: the reader asks for what its last snapshot did not see, not for what has a greater number, so a
  /// row that was numbered early and committed late is read when it is committed. Nor does anybody wait for a long
  /// transaction. A change may be read twice; the last state read of a pass is the one that holds.
  public func changes(since position: PassFeedPosition?, _ reply: @escaping LedgerReply<PassFeed>) {
    readChanges(ChangesRead(position: position), reply)
  }

  private struct ChangesRead {
    /// Where the poll began; nil: read everything.
    var position: PassFeedPosition?
    /// The first page's: rows that were committed between two pages are read again by the next poll.
    var next: PassFeedPosition?
    var changes: [PassChange] = []
  }

  private func readChanges(_ read: ChangesRead, _ reply: @escaping LedgerReply<PassFeed>) {
    let limit = options.changesPerPollMax
    let after = read.changes.last?.sequence ?? 0
    let page: LedgerReply<PostgresResult> = { [weak self] result in
      switch result {
      case .failure(let fault): reply(.failure(fault))
      case .success(let rows):
        guard let self else { return reply(.failure(.away("the ledger was closed"))) }
        take(rows, read, reply)
      }
    }
    if let position = read.position {
      ask(RoomLedger.newChangesStatement, [.text(position.snapshot), .int(after), .int(limit)], page) { $0 }
    } else {
      ask(RoomLedger.allChangesStatement, [.int(after), .int(limit)], page) { $0 }
    }
  }

  private func take(_ rows: PostgresResult, _ read: ChangesRead, _ reply: @escaping LedgerReply<PassFeed>) {
    let here = PassFeedPosition(snapshot: rows[0].string(0), serverStartedAt: rows[0].instant(1))
    let known = read.next ?? read.position
    if let known, known.serverStartedAt != here.serverStartedAt {
      readChanges(ChangesRead(), reply)
      return
    }
    var read = read
    if read.next == nil { read.next = here }
    let changes = rows.rows.filter { !$0.isNull(2) }.map { PassChange($0) }
    read.changes += changes
    if changes.count == options.changesPerPollMax {
      readChanges(read, reply)
    } else {
      reply(.success(PassFeed(changes: read.changes, position: read.next, isComplete: read.position == nil)))
    }
  }

  private static func statement(_ name: String, _ types: [PostgresType], _ condition: String, limit: String)
    -> PostgresStatement
  {
    PostgresStatement(
      name, types,
      """
      SELECT s.snapshot, s.started_at, c.sequence, c.jti, c.room_id, c.state, c.expires_at
      FROM (SELECT pg_current_snapshot()::text AS snapshot, pg_postmaster_start_time() AS started_at) s
      LEFT JOIN LATERAL (
        SELECT * FROM pass_changes WHERE \(condition) ORDER BY sequence LIMIT \(limit)
      ) c ON true
      ORDER BY c.sequence
      """)
  }

  private static let newChangesStatement = statement(
    "ledger_new_changes", [.text, .int, .int],
    """
    transaction >= pg_snapshot_xmin($1::pg_snapshot) AND NOT pg_visible_in_snapshot(transaction, $1::pg_snapshot)
        AND sequence > $2
    """, limit: "$3")

  private static let allChangesStatement = statement(
    "ledger_all_changes", [.int, .int],
    "expires_at > (SELECT clock_timestamp()) - interval '1 minute' AND sequence > $1", limit: "$2")

  /// Forgets changes of passes that ended by time at least ten minutes ago, `changesPerPollMax` at most; tells how many.
  public func pruneChanges(_ reply: @escaping LedgerReply<Int>) {
    ask(RoomLedger.pruneStatement, [.int(options.changesPerPollMax)], reply, decode: \.affected)
  }

  private static let pruneStatement = PostgresStatement(
    "ledger_prune_changes", [.int],
    """
    DELETE FROM pass_changes WHERE sequence IN (
      SELECT sequence FROM pass_changes WHERE expires_at < (SELECT clock_timestamp()) - interval '10 minutes'
      ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED)
    """)
}

extension PassChange {
  fileprivate init(_ row: PostgresRow) {
    guard let state = PassState(rawValue: row.string(5)) else {
      preconditionFailure("a state that the table of passes forbids")
    }
    self.init(
      sequence: row.int(2), jti: row.string(3), room: row.string(4), state: state, expiresAt: row.instant(6))
  }
}
