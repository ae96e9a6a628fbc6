-- The steps that every order takes, for all payments that come together: one statement, one transaction, one flush of the
-- disk. Each payment's step is exactly what the function for one payment does, and says so for itself.
--
-- Rows are locked event by event and hold by hold, in one order for all, so statements of this kind wait for each other and
-- never in a circle. Whoever waits too long for somebody else's row is undone with all others of the statement; the caller
-- then puts each by itself. `call` counts from 1 in the order of the arguments; rows come in no order.

CREATE FUNCTION payments_begin(
  hold_ids uuid[], payment_ids uuid[], providers text[], methods text[], request_keys bytea[], fingerprints bytea[],
  payment_seconds integer, busy_seconds integer
) RETURNS TABLE (
  call integer, outcome text, answer_status integer, answer_body text, amount bigint, currency text, declines integer
) LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT c.n::integer, b.outcome, b.answer_status, b.answer_body, b.amount, b.currency, b.declines
  FROM (
    SELECT c.* FROM unnest(hold_ids, payment_ids, providers, methods, request_keys, fingerprints)
      WITH ORDINALITY AS c(hold, payment, provider, method, key, fingerprint, n)
    LEFT JOIN LATERAL (SELECT event_id FROM holds WHERE id = c.hold OFFSET 0) h ON true
    ORDER BY h.event_id, c.hold, c.n OFFSET 0
  ) c
  CROSS JOIN LATERAL payment_begin(
    c.hold, c.payment, c.provider, c.method, c.key, c.fingerprint, payment_seconds, busy_seconds) b;
END $$;

-- Payments are never deleted: where there is none, the database has lost it, and the step is `unknown`.
CREATE FUNCTION payments_authorized(
  payment_ids uuid[], provider_references text[], booking_ids uuid[], lost_statuses integer[], lost_bodies text[],
  busy_seconds integer
) RETURNS TABLE (call integer, step text)
LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT c.n::integer, CASE WHEN c.hold IS NULL THEN 'unknown' ELSE payment_authorized(
    c.payment, c.reference, c.booking, busy_seconds, c.lost_status, c.lost_body) END
  FROM (
    SELECT c.*, p.hold_id AS hold FROM unnest(payment_ids, provider_references, booking_ids, lost_statuses, lost_bodies)
      WITH ORDINALITY AS c(payment, reference, booking, lost_status, lost_body, n)
    LEFT JOIN LATERAL (SELECT hold_id FROM payments WHERE id = c.payment OFFSET 0) p ON true
    LEFT JOIN LATERAL (SELECT event_id FROM holds WHERE id = p.hold_id OFFSET 0) h ON true
    ORDER BY h.event_id, p.hold_id, c.n OFFSET 0
  ) c;
END $$;

CREATE FUNCTION payments_captured(payment_ids uuid[], answer_statuses integer[], answer_bodies text[])
RETURNS TABLE (call integer, step text)
LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT c.n::integer, CASE WHEN c.hold IS NULL THEN 'unknown' ELSE payment_captured(
    c.payment, c.answer_status, c.answer_body) END
  FROM (
    SELECT c.*, p.hold_id AS hold FROM unnest(payment_ids, answer_statuses, answer_bodies)
      WITH ORDINALITY AS c(payment, answer_status, answer_body, n)
    LEFT JOIN LATERAL (SELECT hold_id FROM payments WHERE id = c.payment OFFSET 0) p ON true
    LEFT JOIN LATERAL (SELECT event_id FROM holds WHERE id = p.hold_id OFFSET 0) h ON true
    ORDER BY h.event_id, p.hold_id, c.n OFFSET 0
  ) c;
END $$;
