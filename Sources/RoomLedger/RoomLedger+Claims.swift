internal import EventLoop
internal import Postgres
internal import Primitives

/// A claim in the queue, and whom to tell.
struct WaitingClaim {
  let claim: PassClaim
  let reply: LedgerReply<ClaimOutcome>
}

extension RoomLedger {
  /// Hands out the pass of a turn, or finds the one that was handed out. The row is committed before the reply.
  ///
  /// All claims of a loop turn share one statement. Asking again, here or at another gateway, gives the same record.
  public func claim(_ claim: PassClaim, _ reply: @escaping LedgerReply<ClaimOutcome>) {
    guard claims.add(WaitingClaim(claim: claim, reply: reply)) else {
      // In a later turn: no reply comes before its call has returned.
      client.loop.addTimer(after: .zero) { reply(.failure(.overloaded)) }
      return
    }
    client.loop.needsTurnEnd()
  }

  func sendClaims() {
    while let batch = claims.startStatement() { send(batch) }
  }

  func failWaitingClaims(_ fault: LedgerFault) {
    while let batch = claims.startStatement() {
      claims.endStatement()
      for waiting in batch { waiting.reply(.failure(fault)) }
    }
  }

  private func send(_ batch: [WaitingClaim]) {
    client.query(RoomLedger.claimStatement, RoomLedger.parameters(batch.map(\.claim))) { [weak self] result in
      self?.claims.endStatement()
      switch result {
      case .success(let rows):
        for (index, waiting) in batch.enumerated() { waiting.reply(.success(ClaimOutcome(rows[index], waiting.claim))) }
      case .failure(.sqlState(let error)) where batch.count > 1 && !error.isContention:
        // One of them broke a constraint and took the others along: each has another try on its own.
        for waiting in batch { self?.sendAlone(waiting) }
      case .failure(let fault):
        for waiting in batch { waiting.reply(.failure(LedgerFault(fault))) }
      }
      self?.sendClaims()
    }
  }

  private func sendAlone(_ waiting: WaitingClaim) {
    ask(RoomLedger.claimStatement, RoomLedger.parameters([waiting.claim]), waiting.reply) {
      ClaimOutcome($0[0], waiting.claim)
    }
  }

  private static func parameters(_ claims: [PassClaim]) -> [PostgresParameter] {
    [
      .texts(claims.map(\.room)), .byteStrings(claims.map(\.ticketID.bytes)), .ints(claims.map(\.turn)),
      .ints(claims.map(\.epoch)), .texts(claims.map(\.jti)), .texts(claims.map(\.subject)),
      .texts(claims.map(\.keyID)), .ints(claims.map(\.lifetimeSeconds)),
    ]
  }

  /// One row a claim, in order: the room's epoch (null: no such room), the last requeued turn, if the pass is new, and
  /// the pass.
  ///
  /// The rooms are share-locked, so that no turn of an old epoch is claimed once the raised epoch is committed. The
  /// unique index on room and ticket decides between gateways; `DO UPDATE` changes nothing but returns the winner's row.
  static let claimStatement = PostgresStatement(
    "ledger_claim", [.texts, .byteStrings, .ints, .ints, .texts, .texts, .texts, .ints],
    """
    WITH wanted AS MATERIALIZED (
      SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) WITH ORDINALITY
        AS w(room_id, ticket_id, turn, epoch, jti, subject, key_id, lifetime, ordinal)
    ), room AS MATERIALIZED (
      SELECT id, epoch FROM rooms WHERE id = ANY ($1) ORDER BY id FOR SHARE
    ), known AS MATERIALIZED (
      SELECT p.* FROM passes p WHERE (p.room_id, p.ticket_id) IN (SELECT room_id, ticket_id FROM wanted)
    ), requeued AS (
      SELECT room_id, ticket_id, max(turn) AS turn FROM known WHERE state = 'requeued' GROUP BY room_id, ticket_id
    ), issued AS (
      INSERT INTO passes
        (jti, room_id, ticket_id, turn, epoch, subject, key_id, issued_at, minted_expires_at, expires_at)
      SELECT DISTINCT ON (w.room_id, w.ticket_id)
        w.jti, w.room_id, w.ticket_id, w.turn, w.epoch, w.subject, w.key_id,
        t.now, t.now + w.lifetime * interval '1 second', t.now + w.lifetime * interval '1 second'
      FROM wanted w
      JOIN room r ON r.id = w.room_id AND r.epoch = w.epoch
      LEFT JOIN requeued q USING (room_id, ticket_id)
      CROSS JOIN (SELECT date_trunc('second', clock_timestamp()) AS now) t
      WHERE w.turn > coalesce(q.turn, 0)
        AND NOT EXISTS (
          SELECT FROM known k
          WHERE k.room_id = w.room_id AND k.ticket_id = w.ticket_id AND k.state <> 'requeued')
      ORDER BY w.room_id, w.ticket_id, w.ordinal
      ON CONFLICT (room_id, ticket_id) WHERE state <> 'requeued' DO UPDATE SET key_id = passes.key_id
      RETURNING passes.*, xmax = 0 AS is_new
    )
    SELECT r.epoch, q.turn, coalesce(i.is_new, false), \(PassRecord.columns("p"))
    FROM wanted w
    LEFT JOIN room r ON r.id = w.room_id
    LEFT JOIN requeued q USING (room_id, ticket_id)
    LEFT JOIN issued i USING (room_id, ticket_id)
    LEFT JOIN LATERAL (
      SELECT \(PassRecord.columns("i")) WHERE i.jti IS NOT NULL
      UNION ALL
      SELECT \(PassRecord.columns("k")) FROM known k
      WHERE i.jti IS NULL AND k.room_id = w.room_id AND k.ticket_id = w.ticket_id AND k.state <> 'requeued'
    ) p ON true
    ORDER BY w.ordinal
    """)
}

extension ClaimOutcome {
  fileprivate init(_ row: PostgresRow, _ claim: PassClaim) {
    if !row.isNull(3) {
      let pass = PassRecord(row, from: 3)
      self = row.bool(2) ? .issued(pass) : .known(pass)
    } else if let epoch = row.intOrNil(0) {
      let requeued = row.intOrNil(1) ?? 0
      self =
        epoch == claim.epoch && requeued >= claim.turn ? .turnIsOver(next: requeued + 1) : .otherEpoch(current: epoch)
    } else {
      self = .unknownRoom
    }
  }
}
