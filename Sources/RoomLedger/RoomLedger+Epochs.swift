internal import Postgres

extension RoomLedger {
  /// Raises the epoch from `epoch` by one, if it still is that: of any number of admitters that notice a loss one wins.
  /// The new epoch counts as opened only when `confirm` has said so.
  public func raiseEpoch(
    room id: String, from epoch: Int, reason: String, actor: String, _ reply: @escaping LedgerReply<EpochOutcome>
  ) {
    ask(RoomLedger.raiseStatement, [.text(id), .int(epoch), .text(reason), .text(actor)], reply) { result in
      guard let row = result.first else { return .unknownRoom }
      return row.bool(0) ? .raised(RoomRecord(row, from: 1)) : .otherEpoch(RoomRecord(row, from: 1))
    }
  }

  /// Stores that the Redis named `store` holds the epoch. True if the room still is in that epoch and no other Redis was
  /// named before.
  public func confirmEpoch(room id: String, epoch: Int, store: String, _ reply: @escaping LedgerReply<Bool>) {
    ask(RoomLedger.confirmStatement, [.text(id), .int(epoch), .text(store)], reply) { $0.affected == 1 }
  }

  /// Ends every pass of an epoch before the present one. False if there is no such room.
  public func endOlderPasses(room id: String, actor: String, _ reply: @escaping LedgerReply<Bool>) {
    ask(RoomLedger.endOlderStatement, [.text(id), .text(actor)], reply) { $0.affected == 1 }
  }

  /// Stores how far rooms have served; a mark that is behind the stored one is left out, so any number may store.
  public func store(served marks: [ServedMark], _ reply: @escaping LedgerReply<Int>) {
    ask(
      RoomLedger.servedStatement,
      [
        .texts(marks.map(\.room)), .ints(marks.map(\.epoch)), .ints(marks.map(\.servedScore)),
        .ints(marks.map(\.lastScore)), .ints(marks.map(\.admittedTotal)), .ints(marks.map(\.joinsTotal)),
      ], reply, decode: \.affected)
  }

  private static let raiseStatement = PostgresStatement(
    "ledger_raise_epoch", [.text, .int, .text, .text],
    """
    WITH before AS MATERIALIZED (
      SELECT * FROM rooms WHERE id = $1 FOR UPDATE
    ), raised AS (
      UPDATE rooms
      SET epoch = before.epoch + 1, epoch_reason = $3, epoch_raised_at = clock_timestamp(), epoch_store = NULL,
        epoch_opened_at = NULL
      FROM before WHERE rooms.id = before.id AND before.epoch = $2
      RETURNING rooms.*
    ), audited AS (
      INSERT INTO room_audit (room_id, actor, action, detail, version)
      SELECT id, $4, 'epoch_raised', jsonb_build_object('epoch', epoch, 'reason', epoch_reason), version FROM raised
    ), r AS (
      SELECT *, true AS is_raised FROM raised
      UNION ALL
      SELECT *, false FROM before WHERE epoch <> $2
    )
    SELECT r.is_raised, \(RoomRecord.columns) FROM r LEFT JOIN room_served v ON v.room_id = r.id
    """)

  private static let confirmStatement = PostgresStatement(
    "ledger_confirm_epoch", [.text, .int, .text],
    """
    UPDATE rooms SET epoch_store = $3, epoch_opened_at = coalesce(epoch_opened_at, clock_timestamp())
    WHERE id = $1 AND epoch = $2 AND (epoch_store IS NULL OR epoch_store = $3)
    """)

  private static let endOlderStatement = PostgresStatement(
    "ledger_end_older_passes", [.text, .text],
    """
    WITH changed AS (
      UPDATE rooms SET pass_epoch_min = epoch, version = version + 1, updated_at = clock_timestamp() WHERE id = $1
      RETURNING *
    )
    INSERT INTO room_audit (room_id, actor, action, detail, version)
    SELECT id, $2, 'older_passes_ended', jsonb_build_object('pass_epoch_min', pass_epoch_min), version FROM changed
    """)

  // Sorted, so that two that store the same rooms lock them in one order. A mark without news writes nothing.
  private static let servedStatement = PostgresStatement(
    "ledger_store_served", [.texts, .ints, .ints, .ints, .ints, .ints],
    """
    INSERT INTO room_served AS v (room_id, epoch, served_score, last_score, admitted_total, joins_total)
    SELECT m.room_id, m.epoch, m.served, m.last, m.admitted, m.joins
    FROM unnest($1, $2, $3, $4, $5, $6) AS m(room_id, epoch, served, last, admitted, joins)
    JOIN rooms r ON r.id = m.room_id
    ORDER BY m.room_id
    ON CONFLICT (room_id) DO UPDATE
    SET epoch = excluded.epoch, served_score = excluded.served_score, last_score = excluded.last_score,
      admitted_total = excluded.admitted_total, joins_total = excluded.joins_total, updated_at = clock_timestamp()
    WHERE excluded.epoch > v.epoch OR (
      excluded.epoch = v.epoch AND excluded.served_score >= v.served_score AND excluded.last_score >= v.last_score
      AND excluded.admitted_total >= v.admitted_total AND excluded.joins_total >= v.joins_total
      AND (excluded.served_score, excluded.last_score, excluded.admitted_total, excluded.joins_total)
        IS DISTINCT FROM (v.served_score, v.last_score, v.admitted_total, v.joins_total))
    """)
}
