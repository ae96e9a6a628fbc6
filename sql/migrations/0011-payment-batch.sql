-- The steps that every order takes, for all payments that come together: one statement, one transaction, one flush of the
-- disk. Each payment's step is exactly what the function for one payment does, and says so for itself.
--
-- All holds are locked before any stock, event by event and in the order of their numbers, and stock in the same order, so
-- statements of this kind wait for each other and not in a circle, whichever steps they take. Whoever waits too long for
-- somebody else's row is undone with all others of the statement; the caller then puts each by itself. `call` counts from 1
-- in the order of the arguments; rows come in no order.

CREATE FUNCTION payments_begin(
  hold_ids uuid[], payment_ids uuid[], providers text[], methods text[], request_keys bytea[], fingerprints bytea[],
  payment_seconds integer, busy_seconds integer
) RETURNS TABLE (
  call integer, outcome text, answer_status integer, answer_body text, amount bigint, currency text, declines integer
) LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET lock_timeout = '1s' AS $$
#variable_conflict use_column
BEGIN
  PERFORM 1 FROM holds WHERE id = ANY (hold_ids)
  ORDER BY event_id, id FOR NO KEY UPDATE;
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
LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET lock_timeout = '1s' AS $$
#variable_conflict use_column
BEGIN
  PERFORM 1 FROM holds WHERE id = ANY (ARRAY(SELECT hold_id FROM payments WHERE id = ANY (payment_ids)))
  ORDER BY event_id, id FOR NO KEY UPDATE;
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
LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET lock_timeout = '1s' AS $$
#variable_conflict use_column
BEGIN
  PERFORM 1 FROM holds WHERE id = ANY (ARRAY(SELECT hold_id FROM payments WHERE id = ANY (payment_ids)))
  ORDER BY event_id, id FOR NO KEY UPDATE;
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

-- What is asked for by its number is found by its index: a plan that a connection keeps may have been made when the table
-- was all but empty, and would read the whole of it for each order then.

CREATE FUNCTION hold_look(looked_at uuid) RETURNS TABLE (
  id uuid, event_id text, user_id text, pass_id text, status text, quantity integer, total_amount bigint, currency text,
  created_at timestamptz, expires_at timestamptz, declines integer, end_reason text, items text, booking_id uuid,
  booking_status text, payment_id uuid, payment_status text, payment_method text, payment_reason text
) LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT h.id, h.event_id, h.user_id, h.pass_id,
    CASE WHEN h.status = 'HELD' AND h.expires_at <= clock_timestamp() THEN 'EXPIRED' ELSE h.status END,
    h.quantity, h.total_amount, h.currency, h.created_at, h.expires_at, h.declines, h.end_reason,
    hold_items_json(h.id), b.id, b.status, p.id, p.status, p.method, p.reason
  FROM holds h
  LEFT JOIN bookings b ON b.hold_id = h.id
  LEFT JOIN LATERAL (
    SELECT p.id, p.status, p.method, p.reason FROM payments p WHERE p.hold_id = h.id ORDER BY p.created_at DESC LIMIT 1
  ) p ON true
  WHERE h.id = looked_at;
END $$;

-- The test provider's books: an entry is made once, and moves on only from where it was expected.

CREATE FUNCTION test_book_open(payment uuid, paid_amount bigint, payment_method text, first_status text)
RETURNS SETOF test_provider_payments LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
  INSERT INTO test_provider_payments (id, amount, method, status)
  VALUES (payment, paid_amount, payment_method, first_status) ON CONFLICT (id) DO NOTHING;
  RETURN QUERY SELECT * FROM test_provider_payments WHERE id = payment;
END $$;

CREATE FUNCTION test_book_move(payment uuid, from_statuses text[], to_status text)
RETURNS SETOF test_provider_payments LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
  UPDATE test_provider_payments SET status = to_status, updated_at = clock_timestamp()
  WHERE id = payment AND status = ANY (from_statuses);
  RETURN QUERY SELECT * FROM test_provider_payments WHERE id = payment;
END $$;

CREATE FUNCTION test_book_look(payment uuid)
RETURNS SETOF test_provider_payments LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
BEGIN
  RETURN QUERY SELECT * FROM test_provider_payments WHERE id = payment;
END $$;

CREATE FUNCTION payment_is_known(payment uuid) RETURNS boolean LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
BEGIN
  RETURN EXISTS (SELECT 1 FROM payments WHERE id = payment);
END $$;
