-- Taking stock and giving it back. Each function is one statement to its caller, and so one transaction.

-- Frees what these holds have, in the lock order; the caller has locked the holds and gives them their new status.
-- Only what still bears the hold's id moves: a seat taken over after its expiry belongs to another.
CREATE FUNCTION stock_release(freed_holds uuid[], why text) RETURNS void LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
  PERFORM 1 FROM general_admission g
  WHERE g.event_id IN (
    SELECT h.event_id FROM holds h JOIN hold_items i ON i.hold_id = h.id
    WHERE h.id = ANY (freed_holds) AND i.seat_id IS NULL)
  ORDER BY g.event_id FOR NO KEY UPDATE;

  WITH locked AS MATERIALIZED (
    SELECT s.event_id, s.seat_id, s.hold_id FROM seats s
    JOIN (
      SELECT h.event_id, i.seat_id, h.id FROM holds h JOIN hold_items i ON i.hold_id = h.id
      WHERE h.id = ANY (freed_holds) AND i.seat_id IS NOT NULL
    ) w ON w.event_id = s.event_id AND w.seat_id = s.seat_id AND w.id = s.hold_id
    WHERE s.status = 'HELD'
    ORDER BY s.event_id, s.seat_id FOR NO KEY UPDATE OF s
  ), freed AS (
    UPDATE seats s SET status = 'AVAILABLE', hold_id = NULL, hold_expires_at = NULL
    FROM locked l WHERE s.event_id = l.event_id AND s.seat_id = l.seat_id AND s.status = 'HELD' AND s.hold_id = l.hold_id
    RETURNING l.event_id, l.hold_id, l.seat_id
  ), places AS (
    SELECT h.event_id, h.id AS hold_id, i.quantity FROM holds h JOIN hold_items i ON i.hold_id = h.id
    WHERE h.id = ANY (freed_holds) AND i.seat_id IS NULL
  ), counted AS (
    UPDATE general_admission g SET held = g.held - p.quantity
    FROM (SELECT event_id, sum(quantity)::integer AS quantity FROM places GROUP BY event_id) p
    WHERE g.event_id = p.event_id
  )
  INSERT INTO ledger (event_id, hold_id, from_status, to_status, seat_ids, quantity, reason)
  SELECT event_id, hold_id, 'HELD', 'AVAILABLE', array_agg(seat_id ORDER BY seat_id), count(*)::integer, why
  FROM freed GROUP BY event_id, hold_id
  UNION ALL
  SELECT event_id, hold_id, 'HELD', 'AVAILABLE', NULL, quantity, why FROM places;
END $$;

-- Ends up to `holds_max` expired holds; returns how many. Rows that somebody else has locked are left for the next time.
CREATE FUNCTION hold_sweep(holds_max integer) RETURNS integer LANGUAGE plpgsql SET enable_seqscan = off SET lock_timeout = '1s' AS $$
DECLARE
  expired uuid[];
BEGIN
  SELECT array_agg(id) INTO expired FROM (
    SELECT h.id FROM holds h WHERE h.status = 'HELD' AND h.expires_at <= clock_timestamp()
    ORDER BY h.expires_at LIMIT holds_max FOR NO KEY UPDATE SKIP LOCKED) x;
  IF expired IS NULL THEN
    RETURN 0;
  END IF;
  PERFORM stock_release(expired, 'expired');
  UPDATE holds SET status = 'EXPIRED', ended_at = clock_timestamp(), end_reason = 'expired' WHERE id = ANY (expired);
  RETURN cardinality(expired);
END $$;

-- Gives a hold back. Outcomes: released (now, or before), payment_in_progress, already_confirmed, unknown.
CREATE FUNCTION hold_give_back(hold uuid) RETURNS text LANGUAGE plpgsql SET enable_seqscan = off SET lock_timeout = '1s' AS $$
DECLARE
  h holds%ROWTYPE;
BEGIN
  SELECT * INTO h FROM holds WHERE id = hold FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN 'unknown';
  ELSIF h.status = 'PAYMENT_PENDING' THEN
    RETURN 'payment_in_progress';
  ELSIF h.status = 'CONFIRMED' THEN
    RETURN 'already_confirmed';
  ELSIF h.status = 'HELD' THEN
    PERFORM stock_release(ARRAY[hold], 'given_back');
    UPDATE holds SET status = 'RELEASED', ended_at = clock_timestamp(), end_reason = 'given_back' WHERE id = hold;
  END IF;
  RETURN 'released';
END $$;

-- What a hold asks for, as the JSON of its answers.
CREATE FUNCTION hold_items_json(hold uuid) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (
    SELECT '[' || string_agg(
      CASE WHEN i.seat_id IS NULL
        THEN (SELECT row_to_json(j)::text FROM (SELECT i.tier, i.quantity, i.price_amount AS price) j)
        ELSE (SELECT row_to_json(j)::text
          FROM (SELECT i.seat_id, s.section, s.row, s.number, i.tier, i.price_amount AS price) j)
      END, ',' ORDER BY i.item) || ']'
    FROM hold_items i JOIN holds h ON h.id = i.hold_id
    LEFT JOIN seats s ON s.event_id = h.event_id AND s.seat_id = i.seat_id
    WHERE i.hold_id = hold);
END $$;
