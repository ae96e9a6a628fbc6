-- Paying for a hold. The provider is called between these functions, never inside one; each checks again where things
-- stand, so that a request, reconciliation and a webhook may all report the same thing in any order.
--
-- Every function locks the payment's hold first, so that two of them never work on one payment at the same time. A step
-- that somebody else was faster with returns `already_` and where the payment stands.

-- Locks what a hold asks for, in the lock order, and returns how many of its seats it could have: its own, free ones, and
-- those whose holder's time is over.
CREATE FUNCTION stock_lock(locked_hold uuid) RETURNS TABLE (seats_wanted integer, seats_own integer, seats_possible integer)
LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
  PERFORM 1 FROM general_admission g WHERE g.event_id = (SELECT h.event_id FROM holds h WHERE h.id = locked_hold)
  FOR NO KEY UPDATE;
  RETURN QUERY
  WITH locked AS MATERIALIZED (
    SELECT s.status, s.hold_id, s.hold_expires_at FROM hold_items i
    JOIN holds h ON h.id = i.hold_id JOIN seats s ON s.event_id = h.event_id AND s.seat_id = i.seat_id
    WHERE i.hold_id = locked_hold
    ORDER BY s.event_id, s.seat_id FOR NO KEY UPDATE OF s
  )
  SELECT count(*)::integer, count(*) FILTER (WHERE l.status = 'HELD' AND l.hold_id = locked_hold)::integer,
    count(*) FILTER (WHERE l.status = 'AVAILABLE'
      OR (l.status = 'HELD' AND (l.hold_id = locked_hold OR l.hold_expires_at <= clock_timestamp())))::integer
  FROM locked l;
END $$;

-- Puts the answer under the key that waits for this payment, if there is one.
CREATE FUNCTION payment_answer(paid payments, answer_status integer, answer_body text) RETURNS void
LANGUAGE sql AS $$
  UPDATE idempotency SET status = answer_status, body = answer_body, busy_until = NULL
  WHERE scope = paid.answer_scope AND key = paid.answer_key
$$;

-- Starts an attempt to pay: extends the hold to the payment limit (never past its maximum), notes the payment and the
-- request's key. Outcomes: started, unknown, hold_expired, payment_in_progress, already_confirmed, and for the key:
-- replayed (with the stored answer), pending (answered with 202 before, still open), idempotency_mismatch,
-- idempotency_in_progress. `busy_seconds` is how long the caller's own call may take at most.
CREATE FUNCTION payment_begin(
  paid_hold uuid, payment uuid, provider_name text, payment_method text, request_key bytea, request_fingerprint bytea,
  payment_seconds integer, busy_seconds integer
) RETURNS TABLE (outcome text, answer_status integer, answer_body text, amount bigint, currency text, declines integer)
LANGUAGE plpgsql SET enable_seqscan = off SET lock_timeout = '1s' AS $$
#variable_conflict use_column
DECLARE
  h holds%ROWTYPE;
  k idempotency%ROWTYPE;
  stock record;
  key_scope CONSTANT text := 'pay:' || paid_hold;
  until timestamptz;
BEGIN
  SELECT * INTO h FROM holds WHERE id = paid_hold FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN QUERY SELECT 'unknown', NULL::integer, NULL, NULL::bigint, NULL, NULL::integer;
    RETURN;
  END IF;
  SELECT * INTO k FROM idempotency WHERE scope = key_scope AND key = request_key;
  IF FOUND THEN
    RETURN QUERY SELECT
      CASE WHEN k.fingerprint <> request_fingerprint THEN 'idempotency_mismatch' WHEN k.status <> 0 THEN 'replayed'
        WHEN k.busy_until > clock_timestamp() THEN 'idempotency_in_progress' ELSE 'pending' END,
      k.status, k.body, h.total_amount, h.currency, h.declines;
    RETURN;
  END IF;
  outcome := CASE WHEN h.status = 'CONFIRMED' THEN 'already_confirmed' WHEN h.status = 'PAYMENT_PENDING'
    THEN 'payment_in_progress' WHEN h.status <> 'HELD' OR h.expires_at <= clock_timestamp() THEN 'hold_expired' END;
  IF outcome IS NULL THEN
    SELECT * INTO stock FROM stock_lock(paid_hold);
    IF stock.seats_own < stock.seats_wanted THEN
      outcome := 'hold_expired';
    END IF;
  END IF;
  IF outcome IS NULL THEN
    until := least(h.expires_at_max, greatest(h.expires_at, clock_timestamp() + make_interval(secs => payment_seconds)));
    UPDATE seats s SET hold_expires_at = until FROM hold_items i
    WHERE i.hold_id = paid_hold AND s.event_id = h.event_id AND s.seat_id = i.seat_id AND s.hold_id = paid_hold;
    UPDATE holds SET status = 'PAYMENT_PENDING', expires_at = until WHERE id = paid_hold;
    INSERT INTO payments (id, hold_id, provider, method, amount, currency, deadline, check_at, answer_scope, answer_key)
    VALUES (payment, paid_hold, provider_name, payment_method, h.total_amount, h.currency, until,
      clock_timestamp() + make_interval(secs => busy_seconds), key_scope, request_key);
    INSERT INTO idempotency (scope, key, fingerprint, outcome, hold_id, busy_until)
    VALUES (key_scope, request_key, request_fingerprint, 'payment', paid_hold,
      clock_timestamp() + make_interval(secs => busy_seconds));
    outcome := 'started';
  END IF;
  RETURN QUERY SELECT outcome, NULL::integer, NULL, h.total_amount, h.currency, h.declines;
END $$;

-- The provider has the money reserved: sells the seats, or, if the hold lapsed meanwhile and they are another's, has the
-- money given back and keeps `lost_…` as the answer. Returns done or lost.
CREATE FUNCTION payment_authorized(
  payment uuid, provider_reference text, booking uuid, busy_seconds integer, lost_status integer, lost_body text
) RETURNS text LANGUAGE plpgsql SET enable_seqscan = off SET lock_timeout = '1s' AS $$
DECLARE
  h holds%ROWTYPE;
  p payments%ROWTYPE;
  stock record;
BEGIN
  SELECT * INTO h FROM holds WHERE id = (SELECT hold_id FROM payments WHERE id = payment) FOR NO KEY UPDATE;
  SELECT * INTO p FROM payments WHERE id = payment;
  IF NOT FOUND THEN
    RETURN 'unknown';
  ELSIF p.status <> 'AUTHORIZING' THEN
    RETURN 'already_' || lower(p.status);
  END IF;
  SELECT * INTO stock FROM stock_lock(h.id);
  IF stock.seats_possible < stock.seats_wanted THEN
    PERFORM stock_release(ARRAY[h.id], 'lost_in_payment');
    UPDATE holds SET status = 'EXPIRED', ended_at = clock_timestamp(), end_reason = 'lost_in_payment' WHERE id = h.id;
    UPDATE payments SET status = 'VOIDING', reference = provider_reference, reason = 'hold_expired',
      updated_at = clock_timestamp(), check_at = clock_timestamp() WHERE id = payment;
    PERFORM payment_answer(p, lost_status, lost_body);
    RETURN 'lost';
  END IF;
  PERFORM stock_reacquire(h.id);
  INSERT INTO bookings (id, event_id, user_id, hold_id, total_amount, currency, payment_id)
  VALUES (booking, h.event_id, h.user_id, h.id, h.total_amount, h.currency, payment);
  PERFORM stock_sell(h.id, booking);
  UPDATE payments SET status = 'CAPTURING', reference = provider_reference, updated_at = clock_timestamp(),
    check_at = clock_timestamp() + make_interval(secs => busy_seconds) WHERE id = payment;
  RETURN 'done';
END $$;

-- Takes back seats that a hold in payment lost by the clock and nobody has now; the caller has locked them all.
CREATE FUNCTION stock_reacquire(paid_hold uuid) RETURNS void LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
  WITH lost AS MATERIALIZED (
    SELECT s.event_id, s.seat_id, s.hold_id AS holder, h.expires_at FROM hold_items i
    JOIN holds h ON h.id = i.hold_id JOIN seats s ON s.event_id = h.event_id AND s.seat_id = i.seat_id
    WHERE i.hold_id = paid_hold AND s.hold_id IS DISTINCT FROM paid_hold
  ), taken AS (
    UPDATE seats s SET status = 'HELD', hold_id = paid_hold, hold_expires_at = l.expires_at
    FROM lost l WHERE s.event_id = l.event_id AND s.seat_id = l.seat_id
  )
  INSERT INTO ledger (event_id, hold_id, from_status, to_status, seat_ids, quantity, reason)
  SELECT event_id, hold_id, from_status, to_status, seat_ids, quantity, reason FROM (
    SELECT 1 AS phase, event_id, holder AS hold_id, 'HELD' AS from_status, 'AVAILABLE' AS to_status,
      array_agg(seat_id) AS seat_ids, count(*)::integer AS quantity, 'expired' AS reason
    FROM lost WHERE holder IS NOT NULL GROUP BY event_id, holder
    UNION ALL
    SELECT 2, event_id, paid_hold, 'AVAILABLE', 'HELD', array_agg(seat_id), count(*)::integer, 'reacquired'
    FROM lost GROUP BY event_id
  ) l ORDER BY phase;
END $$;

-- Turns what a hold has into places of a booking; the caller has locked it.
CREATE FUNCTION stock_sell(paid_hold uuid, booking uuid) RETURNS void LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  sold_seats integer;
BEGIN
  INSERT INTO booking_seats (booking_id, seat_id, event_id, tier, price_amount)
  SELECT booking, coalesce(i.seat_id, 'place-' || g.next_place + n), h.event_id, i.tier, i.price_amount
  FROM hold_items i JOIN holds h ON h.id = i.hold_id
  LEFT JOIN general_admission g ON g.event_id = h.event_id AND i.seat_id IS NULL
  CROSS JOIN LATERAL generate_series(0, i.quantity - 1) AS n
  WHERE i.hold_id = paid_hold;
  UPDATE seats s SET status = 'SOLD', hold_expires_at = NULL
  FROM hold_items i JOIN holds h ON h.id = i.hold_id
  WHERE i.hold_id = paid_hold AND s.event_id = h.event_id AND s.seat_id = i.seat_id AND s.status = 'HELD'
    AND s.hold_id = paid_hold;
  GET DIAGNOSTICS sold_seats = ROW_COUNT;
  IF sold_seats <> (SELECT count(seat_id) FROM hold_items WHERE hold_id = paid_hold) THEN
    RAISE EXCEPTION 'hold % could sell % seats only', paid_hold, sold_seats;
  END IF;
  UPDATE general_admission g SET held = g.held - h.quantity, sold = g.sold + h.quantity,
    next_place = g.next_place + h.quantity
  FROM holds h WHERE h.id = paid_hold AND g.event_id = h.event_id;
  INSERT INTO ledger (event_id, hold_id, from_status, to_status, seat_ids, quantity, reason)
  SELECT h.event_id, h.id, 'HELD', 'SOLD', CASE WHEN count(i.seat_id) > 0 THEN array_agg(i.seat_id) END, h.quantity, 'paid'
  FROM holds h JOIN hold_items i ON i.hold_id = h.id WHERE h.id = paid_hold GROUP BY h.id;
END $$;

-- Makes sold seats available again: after a definite failure to capture, or a refund by staff; nothing else may.
CREATE FUNCTION stock_unsell(unsold_booking uuid, why text) RETURNS void LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  b bookings%ROWTYPE;
BEGIN
  SELECT * INTO b FROM bookings WHERE id = unsold_booking;
  PERFORM stock_lock(b.hold_id);
  PERFORM set_config('usher.unsell_reason', why, true);
  UPDATE seats s SET status = 'AVAILABLE', hold_id = NULL FROM booking_seats bs
  WHERE bs.booking_id = unsold_booking AND bs.revoked_at IS NULL AND s.event_id = bs.event_id AND s.seat_id = bs.seat_id
    AND s.status = 'SOLD' AND s.hold_id = b.hold_id;
  PERFORM set_config('usher.unsell_reason', '', true);
  UPDATE general_admission g SET sold = g.sold - h.quantity FROM holds h WHERE h.id = b.hold_id AND g.event_id = h.event_id;
  UPDATE booking_seats SET revoked_at = clock_timestamp() WHERE booking_id = unsold_booking AND revoked_at IS NULL;
  INSERT INTO ledger (event_id, hold_id, from_status, to_status, seat_ids, quantity, reason)
  SELECT h.event_id, h.id, 'SOLD', 'AVAILABLE', CASE WHEN count(i.seat_id) > 0 THEN array_agg(i.seat_id) END, h.quantity, why
  FROM holds h JOIN hold_items i ON i.hold_id = h.id WHERE h.id = b.hold_id GROUP BY h.id;
  UPDATE holds SET status = 'RELEASED', ended_at = clock_timestamp(), end_reason = why WHERE id = b.hold_id;
END $$;

-- The money is ours: the order stands, its pass is done, the answer is kept. 
CREATE FUNCTION payment_captured(payment uuid, answer_status integer, answer_body text) RETURNS text
LANGUAGE plpgsql SET enable_seqscan = off SET lock_timeout = '1s' AS $$
DECLARE
  h holds%ROWTYPE;
  p payments%ROWTYPE;
BEGIN
  SELECT * INTO h FROM holds WHERE id = (SELECT hold_id FROM payments WHERE id = payment) FOR NO KEY UPDATE;
  SELECT * INTO p FROM payments WHERE id = payment;
  IF p.status <> 'CAPTURING' THEN
    RETURN 'already_' || lower(p.status);
  END IF;
  UPDATE holds SET status = 'CONFIRMED' WHERE id = h.id;
  UPDATE payments SET status = 'CAPTURED', updated_at = clock_timestamp(), check_at = NULL WHERE id = payment;
  UPDATE bookings SET status = 'CONFIRMED', confirmed_at = clock_timestamp() WHERE payment_id = payment;
  PERFORM payment_answer(p, answer_status, answer_body);
  UPDATE passes SET state = 'complete', ended_at = clock_timestamp(), ended_reason = 'confirmed'
  WHERE jti = h.pass_id AND state = 'active';
  RETURN 'done';
END $$;

-- The provider refused. The hold stays, for another try; after `declines_max` it is given back. Returns done or
-- released.
CREATE FUNCTION payment_declined(
  payment uuid, decline_reason text, declines_max integer, answer_status integer, answer_body text
) RETURNS text LANGUAGE plpgsql SET enable_seqscan = off SET lock_timeout = '1s' AS $$
DECLARE
  h holds%ROWTYPE;
  p payments%ROWTYPE;
BEGIN
  SELECT * INTO h FROM holds WHERE id = (SELECT hold_id FROM payments WHERE id = payment) FOR NO KEY UPDATE;
  SELECT * INTO p FROM payments WHERE id = payment;
  IF p.status <> 'AUTHORIZING' THEN
    RETURN 'already_' || lower(p.status);
  END IF;
  UPDATE payments SET status = 'DECLINED', reason = decline_reason, updated_at = clock_timestamp(), check_at = NULL
  WHERE id = payment;
  PERFORM payment_answer(p, answer_status, answer_body);
  IF h.declines + 1 < declines_max THEN
    UPDATE holds SET status = 'HELD', declines = declines + 1 WHERE id = h.id;
    RETURN 'done';
  END IF;
  PERFORM stock_release(ARRAY[h.id], 'declined');
  UPDATE holds SET status = 'RELEASED', declines = declines + 1, ended_at = clock_timestamp(), end_reason = 'declined'
  WHERE id = h.id;
  RETURN 'released';
END $$;

-- Nothing was taken, or it is not known by the deadline: gives the attempt up. What the provider may have is voided next;
-- the hold is as it was, and lapses by its own clock.
CREATE FUNCTION payment_abandoned(payment uuid, why text, answer_status integer, answer_body text) RETURNS text
LANGUAGE plpgsql SET enable_seqscan = off SET lock_timeout = '1s' AS $$
DECLARE
  h holds%ROWTYPE;
  p payments%ROWTYPE;
BEGIN
  SELECT * INTO h FROM holds WHERE id = (SELECT hold_id FROM payments WHERE id = payment) FOR NO KEY UPDATE;
  SELECT * INTO p FROM payments WHERE id = payment;
  IF p.status <> 'AUTHORIZING' THEN
    RETURN 'already_' || lower(p.status);
  END IF;
  UPDATE payments SET status = 'VOIDING', reason = why, updated_at = clock_timestamp(), check_at = clock_timestamp()
  WHERE id = payment;
  UPDATE holds SET status = 'HELD' WHERE id = h.id;
  PERFORM payment_answer(p, answer_status, answer_body);
  RETURN 'done';
END $$;

-- The provider will definitely not capture: the seats go back on sale.
CREATE FUNCTION payment_capture_failed(payment uuid, why text, answer_status integer, answer_body text) RETURNS text
LANGUAGE plpgsql SET enable_seqscan = off SET lock_timeout = '1s' AS $$
DECLARE
  p payments%ROWTYPE;
  b bookings%ROWTYPE;
BEGIN
  PERFORM 1 FROM holds WHERE id = (SELECT hold_id FROM payments WHERE id = payment) FOR NO KEY UPDATE;
  SELECT * INTO p FROM payments WHERE id = payment;
  IF p.status <> 'CAPTURING' THEN
    RETURN 'already_' || lower(p.status);
  END IF;
  SELECT * INTO b FROM bookings WHERE payment_id = payment;
  PERFORM stock_unsell(b.id, 'capture_failed');
  UPDATE payments SET status = 'VOIDING', reason = why, updated_at = clock_timestamp(), check_at = clock_timestamp()
  WHERE id = payment;
  UPDATE bookings SET status = 'CANCELLED', ended_at = clock_timestamp() WHERE id = b.id;
  PERFORM payment_answer(p, answer_status, answer_body);
  RETURN 'done';
END $$;

-- Follows what the provider says of a payment that is being given back: voided, captured (it had been taken after all: it
-- is refunded next), refunded.
CREATE FUNCTION payment_returned(payment uuid, provider_status text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  UPDATE payments SET
    status = CASE WHEN provider_status = 'captured' THEN 'REFUNDING' WHEN provider_status = 'refunded' THEN 'REFUNDED'
      ELSE 'VOIDED' END,
    check_at = CASE WHEN provider_status = 'captured' THEN clock_timestamp() END,
    updated_at = clock_timestamp()
  WHERE id = payment AND (
    (status = 'VOIDING' AND provider_status IN ('voided', 'captured', 'refunded'))
    OR (status = 'REFUNDING' AND provider_status = 'refunded'));
  IF FOUND THEN
    RETURN 'done';
  END IF;
  RETURN (SELECT 'already_' || lower(status) FROM payments WHERE id = payment);
END $$;

-- A refund by staff: the order ends, its seats go back on sale, the money goes back. Returns refunded, or why not.
CREATE FUNCTION booking_refund(booking uuid, actor text) RETURNS text LANGUAGE plpgsql SET enable_seqscan = off SET lock_timeout = '1s' AS $$
DECLARE
  b bookings%ROWTYPE;
BEGIN
  PERFORM 1 FROM holds WHERE id = (SELECT hold_id FROM bookings WHERE id = booking) FOR NO KEY UPDATE;
  SELECT * INTO b FROM bookings WHERE id = booking;
  IF NOT FOUND THEN
    RETURN 'unknown';
  ELSIF b.status <> 'CONFIRMED' THEN
    RETURN lower(b.status);
  END IF;
  PERFORM stock_unsell(booking, 'refunded');
  UPDATE bookings SET status = 'REFUNDED', ended_at = clock_timestamp() WHERE id = booking;
  UPDATE payments SET status = 'REFUNDING', reason = 'refunded by ' || actor, updated_at = clock_timestamp(),
    check_at = clock_timestamp() WHERE id = b.payment_id;
  RETURN 'refunded';
END $$;

-- Payments that somebody should look at now, each for one reconciler: its next look is put off, longer each time.
CREATE FUNCTION payments_due(payments_max integer) RETURNS TABLE (
  payment_id uuid, hold_id uuid, provider text, method text, status text, amount bigint, currency text,
  past_deadline boolean, declines integer
) LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  WITH due AS MATERIALIZED (
    SELECT p.id FROM payments p WHERE p.check_at <= clock_timestamp()
    ORDER BY p.check_at LIMIT payments_max FOR NO KEY UPDATE SKIP LOCKED
  )
  UPDATE payments p SET checks = p.checks + 1,
    check_at = clock_timestamp() + make_interval(secs => least(15, power(2, least(p.checks, 4))))
  FROM due, holds h WHERE p.id = due.id AND h.id = p.hold_id
  RETURNING p.id, p.hold_id, p.provider, p.method, p.status, p.amount, p.currency, p.deadline <= clock_timestamp(),
    h.declines;
END $$;

-- Stores a provider's message once, and has its payment looked at soon. A message may also reopen what was closed: the
-- provider tells of money that we believe voided or declined. Returns whether it was new.
CREATE FUNCTION webhook_store(provider_name text, event text, event_type text, event_payment uuid, event_payload text)
RETURNS boolean LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
  INSERT INTO webhook_inbox (provider, event_id, type, payment_id, payload)
  VALUES (provider_name, event, event_type, event_payment, event_payload) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  UPDATE payments SET
    status = CASE WHEN status IN ('VOIDED', 'DECLINED') THEN 'VOIDING' ELSE status END,
    check_at = least(check_at, clock_timestamp()), checks = 0, updated_at = clock_timestamp()
  WHERE id = event_payment AND (check_at IS NOT NULL
    OR (status IN ('VOIDED', 'DECLINED') AND event_type IN ('payment.authorized', 'payment.captured')));
  RETURN true;
END $$;

-- Closes messages whose payment has come to rest, and those of which nothing is known for ten minutes.
CREATE FUNCTION webhook_settle(messages_max integer) RETURNS integer LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  settled integer;
BEGIN
  WITH open AS MATERIALIZED (
    SELECT w.provider, w.event_id, w.payment_id, w.received_at FROM webhook_inbox w WHERE w.processed_at IS NULL
    ORDER BY w.received_at LIMIT messages_max FOR NO KEY UPDATE SKIP LOCKED
  )
  UPDATE webhook_inbox w SET processed_at = clock_timestamp(), outcome = coalesce(lower(p.status), 'unknown_payment')
  FROM open o LEFT JOIN payments p ON p.id = o.payment_id
  WHERE w.provider = o.provider AND w.event_id = o.event_id
    AND (CASE WHEN p.id IS NULL THEN o.received_at < clock_timestamp() - interval '10 minutes' ELSE p.check_at IS NULL END);
  GET DIAGNOSTICS settled = ROW_COUNT;
  RETURN settled;
END $$;
