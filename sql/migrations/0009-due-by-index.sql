-- What is due, read by its index. An index serves a bound that stands still while the statement runs, as a sub-select does;
-- `clock_timestamp()` by itself is read anew for each row, so all rows of the index were read. Each function is as it was but
-- for its bound; the sweep has no bitmap either, which would read all that is due before the limit counts.

CREATE OR REPLACE FUNCTION hold_lock_places(outcomes text[], event_ids text[], kinds text[], quantities integer[], lapsed uuid[])
RETURNS uuid[] LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  ending uuid[];
BEGIN
  SELECT coalesce(array_agg(id), '{}') INTO ending FROM (
    SELECT h.id FROM holds h WHERE h.id = ANY (lapsed) AND h.status = 'HELD' AND h.expires_at <= clock_timestamp()
    ORDER BY h.id FOR NO KEY UPDATE SKIP LOCKED) l;
  PERFORM 1 FROM general_admission g
  WHERE g.event_id IN (
    SELECT c.event FROM unnest(event_ids, kinds, outcomes) AS c(event, kind, outcome)
    WHERE c.outcome IS NULL AND c.kind = 'places'
    UNION SELECT h.event_id FROM holds h WHERE h.id = ANY (ending))
  ORDER BY g.event_id FOR NO KEY UPDATE;
  RETURN ending || coalesce((
    SELECT array_agg(l.id) FROM (
      SELECT g.event_id FROM general_admission g
      JOIN unnest(event_ids, kinds, outcomes, quantities) AS c(event, kind, outcome, quantity) ON c.event = g.event_id
      WHERE c.outcome IS NULL AND c.kind = 'places'
      GROUP BY g.event_id HAVING g.held > 0 AND sum(c.quantity) > g.capacity - g.held - g.sold - g.withheld
    ) short CROSS JOIN LATERAL (
      SELECT h.id FROM holds h
      WHERE h.event_id = short.event_id AND h.status = 'HELD' AND h.expires_at <= (SELECT clock_timestamp())
        AND h.id <> ALL (ending)
      ORDER BY h.expires_at LIMIT 500 FOR NO KEY UPDATE SKIP LOCKED
    ) l), '{}');
END $$;

CREATE OR REPLACE FUNCTION hold_sweep(holds_max integer) RETURNS integer
LANGUAGE plpgsql SET enable_seqscan = off SET enable_bitmapscan = off SET lock_timeout = '1s' AS $$
DECLARE
  expired uuid[];
BEGIN
  SELECT array_agg(id) INTO expired FROM (
    SELECT h.id FROM holds h WHERE h.status = 'HELD' AND h.expires_at <= (SELECT clock_timestamp())
    ORDER BY h.expires_at LIMIT holds_max FOR NO KEY UPDATE SKIP LOCKED) x;
  IF expired IS NULL THEN
    RETURN 0;
  END IF;
  PERFORM stock_release(expired, 'expired');
  UPDATE holds SET status = 'EXPIRED', ended_at = clock_timestamp(), end_reason = 'expired' WHERE id = ANY (expired);
  RETURN cardinality(expired);
END $$;

CREATE OR REPLACE FUNCTION payments_due(payments_max integer) RETURNS TABLE (
  payment_id uuid, hold_id uuid, provider text, method text, status text, amount bigint, currency text,
  past_deadline boolean, declines integer
) LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  WITH due AS MATERIALIZED (
    SELECT p.id FROM payments p WHERE p.check_at <= (SELECT clock_timestamp())
    ORDER BY p.check_at LIMIT payments_max FOR NO KEY UPDATE SKIP LOCKED
  )
  UPDATE payments p SET checks = p.checks + 1,
    check_at = clock_timestamp() + make_interval(secs => least(15, power(2, least(p.checks, 4))))
  FROM due, holds h WHERE p.id = due.id AND h.id = p.hold_id
  RETURNING p.id, p.hold_id, p.provider, p.method, p.status, p.amount, p.currency, p.deadline <= clock_timestamp(),
    h.declines;
END $$;
