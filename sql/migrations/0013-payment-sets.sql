-- The steps that every order takes, carried out for all payments of a statement at once.
--
-- A statement that writes one row reads the table's constraints and the conditions of its triggers anew, which costs more
-- than the row. So the payments of a statement that are as expected, which is nearly all, take each step in a single
-- statement over all of them. Whatever else there is (a key that is known, a hold that lapsed, a step taken before) is left
-- to the function for one payment, after these.
--
-- Locks are taken as before: all holds by event and number, then counters by event, then seats by event and name.

CREATE OR REPLACE FUNCTION payments_begin(
  hold_ids uuid[], payment_ids uuid[], providers text[], methods text[], request_keys bytea[], fingerprints bytea[],
  payment_seconds integer, busy_seconds integer
) RETURNS TABLE (
  call integer, outcome text, answer_status integer, answer_body text, amount bigint, currency text, declines integer
) LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET plan_cache_mode = force_generic_plan SET lock_timeout = '1s' AS $$
#variable_conflict use_column
DECLARE
  -- Calls that may begin, and the end of their holds from then on.
  plain integer[];
  untils timestamptz[];
  seats_wanted bigint;
  seats_kept bigint;
BEGIN
  PERFORM 1 FROM holds WHERE id = ANY (hold_ids) ORDER BY event_id, id FOR NO KEY UPDATE;
  SELECT array_agg(c.n::integer), array_agg(
      least(h.expires_at_max, greatest(h.expires_at, clock_timestamp() + make_interval(secs => payment_seconds)))),
    sum(cardinality(h.item_seats))
  INTO plain, untils, seats_wanted
  FROM unnest(hold_ids, request_keys) WITH ORDINALITY AS c(hold, key, n)
  CROSS JOIN LATERAL (
    SELECT event_id, status, expires_at, expires_at_max, item_seats FROM holds WHERE id = c.hold OFFSET 0) h
  LEFT JOIN LATERAL (
    SELECT scope FROM idempotency WHERE scope = 'pay:' || c.hold AND key = c.key OFFSET 0) k ON true
  WHERE h.status = 'HELD' AND h.expires_at > clock_timestamp() AND c.n = array_position(hold_ids, c.hold)
    AND k.scope IS NULL
    AND (
      SELECT count(*) FROM unnest(h.item_seats) AS i(seat)
      CROSS JOIN LATERAL (
        SELECT hold_id FROM seats WHERE event_id = h.event_id AND seat_id = i.seat COLLATE "C" OFFSET 0) s
      WHERE s.hold_id = c.hold) = coalesce(cardinality(h.item_seats), 0);

  IF cardinality(plain) IS DISTINCT FROM cardinality(hold_ids) THEN
    -- For the function for one payment.
    PERFORM 1 FROM general_admission g
    WHERE g.event_id = ANY (ARRAY(SELECT event_id FROM holds WHERE id = ANY (hold_ids) AND item_seats IS NULL))
    ORDER BY g.event_id FOR NO KEY UPDATE;
  END IF;
  IF plain IS NOT NULL THEN
    WITH begun AS MATERIALIZED (
      SELECT hold_ids[p.n] AS hold, payment_ids[p.n] AS payment, providers[p.n] AS provider, methods[p.n] AS method,
        request_keys[p.n] AS key, fingerprints[p.n] AS fingerprint, p.until, h.event_id, h.item_seats, h.total_amount,
        h.currency
      FROM unnest(plain, untils) AS p(n, until)
      CROSS JOIN LATERAL (
        SELECT event_id, item_seats, total_amount, currency FROM holds WHERE id = hold_ids[p.n] OFFSET 0) h
    ), kept AS (
      UPDATE seats s SET hold_expires_at = w.until
      FROM (
        SELECT b.event_id, i.seat COLLATE "C" AS seat, b.hold, b.until
        FROM begun b CROSS JOIN LATERAL unnest(b.item_seats) AS i(seat) ORDER BY b.event_id, i.seat COLLATE "C" OFFSET 0
      ) w
      WHERE s.event_id = w.event_id AND s.seat_id = w.seat AND s.status = 'HELD' AND s.hold_id = w.hold
      RETURNING s.seat_id
    ), pending AS (
      UPDATE holds h SET status = 'PAYMENT_PENDING', expires_at = b.until FROM begun b WHERE h.id = b.hold
    ), noted AS (
      INSERT INTO payments (id, hold_id, provider, method, amount, currency, deadline, check_at, answer_scope, answer_key)
      SELECT b.payment, b.hold, b.provider, b.method, b.total_amount, b.currency, b.until,
        clock_timestamp() + make_interval(secs => busy_seconds), 'pay:' || b.hold, b.key
      FROM begun b
    ), remembered AS (
      INSERT INTO idempotency (scope, key, fingerprint, outcome, hold_id, busy_until)
      SELECT 'pay:' || b.hold, b.key, b.fingerprint, 'payment', b.hold,
        clock_timestamp() + make_interval(secs => busy_seconds)
      FROM begun b
    )
    SELECT count(*) INTO seats_kept FROM kept;
    IF seats_kept <> coalesce(seats_wanted, 0) THEN
      RAISE EXCEPTION 'a hold lapsed as its payment began' USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN QUERY
    SELECT p.n, 'started', NULL::integer, NULL, h.total_amount, h.currency, h.declines
    FROM unnest(plain) AS p(n)
    CROSS JOIN LATERAL (SELECT total_amount, currency, declines FROM holds WHERE id = hold_ids[p.n] OFFSET 0) h;
  END IF;

  IF cardinality(plain) IS DISTINCT FROM cardinality(hold_ids) THEN
    RETURN QUERY
    SELECT c.n::integer, b.outcome, b.answer_status, b.answer_body, b.amount, b.currency, b.declines
    FROM (
      SELECT c.* FROM unnest(hold_ids, payment_ids, providers, methods, request_keys, fingerprints)
        WITH ORDINALITY AS c(hold, payment, provider, method, key, fingerprint, n)
      LEFT JOIN LATERAL (SELECT event_id FROM holds WHERE id = c.hold OFFSET 0) h ON true
      WHERE (c.n = ANY (plain)) IS NOT TRUE
      ORDER BY h.event_id, c.hold, c.n OFFSET 0
    ) c
    CROSS JOIN LATERAL payment_begin(
      c.hold, c.payment, c.provider, c.method, c.key, c.fingerprint, payment_seconds, busy_seconds) b;
  END IF;
END $$;

-- As expected is a payment that is AUTHORIZING and whose hold still has all its seats.
CREATE OR REPLACE FUNCTION payments_authorized(
  payment_ids uuid[], provider_references text[], booking_ids uuid[], lost_statuses integer[], lost_bodies text[],
  busy_seconds integer
) RETURNS TABLE (call integer, step text)
LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET plan_cache_mode = force_generic_plan SET lock_timeout = '1s' AS $$
#variable_conflict use_column
DECLARE
  plain integer[];
  seats_wanted bigint;
  seats_sold bigint;
BEGIN
  PERFORM 1 FROM holds WHERE id = ANY (ARRAY(SELECT hold_id FROM payments WHERE id = ANY (payment_ids)))
  ORDER BY event_id, id FOR NO KEY UPDATE;
  PERFORM 1 FROM general_admission g
  WHERE g.event_id = ANY (ARRAY(
    SELECT h.event_id FROM holds h
    WHERE h.id = ANY (ARRAY(SELECT hold_id FROM payments WHERE id = ANY (payment_ids))) AND h.item_seats IS NULL))
  ORDER BY g.event_id FOR NO KEY UPDATE;

  WITH paid AS MATERIALIZED (
    SELECT c.n::integer AS n, c.payment, c.reference, c.booking, p.hold_id AS hold, h.event_id, h.user_id, h.quantity,
      h.total_amount, h.currency, h.item_seats, h.item_tiers, h.item_prices
    FROM unnest(payment_ids, provider_references, booking_ids) WITH ORDINALITY AS c(payment, reference, booking, n)
    CROSS JOIN LATERAL (SELECT hold_id, status FROM payments WHERE id = c.payment OFFSET 0) p
    CROSS JOIN LATERAL (
      SELECT event_id, user_id, status, quantity, total_amount, currency, item_seats, item_tiers, item_prices
      FROM holds WHERE id = p.hold_id OFFSET 0) h
    WHERE p.status = 'AUTHORIZING' AND h.status = 'PAYMENT_PENDING' AND c.n = array_position(payment_ids, c.payment)
      AND (
        SELECT count(*) FROM unnest(h.item_seats) AS i(seat)
        CROSS JOIN LATERAL (
          SELECT status, hold_id FROM seats WHERE event_id = h.event_id AND seat_id = i.seat COLLATE "C" OFFSET 0) s
        WHERE s.status = 'HELD' AND s.hold_id = p.hold_id) = coalesce(cardinality(h.item_seats), 0)
  ), booked AS (
    INSERT INTO bookings (id, event_id, user_id, hold_id, total_amount, currency, payment_id)
    SELECT p.booking, p.event_id, p.user_id, p.hold, p.total_amount, p.currency, p.payment FROM paid p
  ), seated AS (
    INSERT INTO booking_seats (booking_id, seat_id, event_id, tier, price_amount)
    SELECT p.booking, i.seat, p.event_id, i.tier, i.price
    FROM paid p CROSS JOIN LATERAL unnest(p.item_seats, p.item_tiers, p.item_prices) AS i(seat, tier, price)
    WHERE p.item_seats IS NOT NULL
  ), placed AS (
    -- Numbers of general admission follow each other in the order of calls.
    INSERT INTO booking_seats (booking_id, seat_id, event_id, tier, price_amount)
    SELECT p.booking, 'place-' || g.next_place + p.before + i, p.event_id, p.item_tiers[1], p.item_prices[1]
    FROM (
      SELECT booking, event_id, quantity, item_tiers, item_prices,
        sum(quantity) OVER (PARTITION BY event_id ORDER BY n) - quantity AS before
      FROM paid WHERE item_seats IS NULL
    ) p
    CROSS JOIN LATERAL (SELECT next_place FROM general_admission WHERE event_id = p.event_id OFFSET 0) g
    CROSS JOIN LATERAL generate_series(0, p.quantity - 1) AS i
  ), sold AS (
    UPDATE seats s SET status = 'SOLD', hold_expires_at = NULL
    FROM (
      SELECT p.event_id, i.seat COLLATE "C" AS seat, p.hold
      FROM paid p CROSS JOIN LATERAL unnest(p.item_seats) AS i(seat) ORDER BY p.event_id, i.seat COLLATE "C" OFFSET 0
    ) w
    WHERE s.event_id = w.event_id AND s.seat_id = w.seat AND s.status = 'HELD' AND s.hold_id = w.hold
    RETURNING s.seat_id
  ), counted AS (
    UPDATE general_admission g SET held = g.held - p.quantity, sold = g.sold + p.quantity,
      next_place = g.next_place + p.quantity
    FROM (
      SELECT event_id, sum(quantity)::integer AS quantity FROM paid WHERE item_seats IS NULL GROUP BY event_id
    ) p
    WHERE g.event_id = p.event_id
  ), noted AS (
    INSERT INTO ledger (event_id, hold_id, from_status, to_status, seat_ids, quantity, reason)
    SELECT p.event_id, p.hold, 'HELD', 'SOLD', p.item_seats, p.quantity, 'paid' FROM paid p
  ), moved AS (
    UPDATE payments y SET status = 'CAPTURING', reference = p.reference, updated_at = clock_timestamp(),
      check_at = clock_timestamp() + make_interval(secs => busy_seconds)
    FROM paid p WHERE y.id = p.payment
  )
  SELECT (SELECT array_agg(p.n) FROM paid p), (SELECT sum(cardinality(p.item_seats)) FROM paid p),
    (SELECT count(*) FROM sold)
  INTO plain, seats_wanted, seats_sold;
  IF seats_sold <> coalesce(seats_wanted, 0) THEN
    RAISE EXCEPTION 'a hold lapsed as it was paid' USING ERRCODE = 'serialization_failure';
  END IF;
  RETURN QUERY SELECT p.n, 'done' FROM unnest(plain) AS p(n);

  IF cardinality(plain) IS DISTINCT FROM cardinality(payment_ids) THEN
    RETURN QUERY
    SELECT c.n::integer, CASE WHEN c.hold IS NULL THEN 'unknown' ELSE payment_authorized(
      c.payment, c.reference, c.booking, busy_seconds, c.lost_status, c.lost_body) END
    FROM (
      SELECT c.*, p.hold_id AS hold FROM unnest(payment_ids, provider_references, booking_ids, lost_statuses, lost_bodies)
        WITH ORDINALITY AS c(payment, reference, booking, lost_status, lost_body, n)
      LEFT JOIN LATERAL (SELECT hold_id FROM payments WHERE id = c.payment OFFSET 0) p ON true
      LEFT JOIN LATERAL (SELECT event_id FROM holds WHERE id = p.hold_id OFFSET 0) h ON true
      WHERE (c.n = ANY (plain)) IS NOT TRUE
      ORDER BY h.event_id, p.hold_id, c.n OFFSET 0
    ) c;
  END IF;
END $$;

-- As expected is a payment that is CAPTURING.
CREATE OR REPLACE FUNCTION payments_captured(payment_ids uuid[], answer_statuses integer[], answer_bodies text[])
RETURNS TABLE (call integer, step text)
LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET plan_cache_mode = force_generic_plan SET lock_timeout = '1s' AS $$
#variable_conflict use_column
DECLARE
  plain integer[];
BEGIN
  PERFORM 1 FROM holds WHERE id = ANY (ARRAY(SELECT hold_id FROM payments WHERE id = ANY (payment_ids)))
  ORDER BY event_id, id FOR NO KEY UPDATE;

  WITH paid AS MATERIALIZED (
    SELECT c.n::integer AS n, c.payment, c.answer_status, c.answer_body, p.hold_id AS hold, p.answer_scope, p.answer_key,
      h.pass_id COLLATE "default" AS pass
    FROM unnest(payment_ids, answer_statuses, answer_bodies) WITH ORDINALITY
      AS c(payment, answer_status, answer_body, n)
    CROSS JOIN LATERAL (
      SELECT hold_id, status, answer_scope, answer_key FROM payments WHERE id = c.payment OFFSET 0) p
    CROSS JOIN LATERAL (SELECT pass_id FROM holds WHERE id = p.hold_id OFFSET 0) h
    WHERE p.status = 'CAPTURING' AND c.n = array_position(payment_ids, c.payment)
  ), confirmed AS (
    UPDATE holds h SET status = 'CONFIRMED' FROM paid p WHERE h.id = p.hold
  ), captured AS (
    UPDATE payments y SET status = 'CAPTURED', updated_at = clock_timestamp(), check_at = NULL
    FROM paid p WHERE y.id = p.payment
  ), booked AS (
    UPDATE bookings b SET status = 'CONFIRMED', confirmed_at = clock_timestamp() FROM paid p WHERE b.payment_id = p.payment
  ), answered AS (
    UPDATE idempotency k SET status = p.answer_status, body = p.answer_body, busy_until = NULL
    FROM paid p WHERE k.scope = p.answer_scope AND k.key = p.answer_key
  ), completed AS (
    UPDATE passes s SET state = 'complete', ended_at = clock_timestamp(), ended_reason = 'confirmed'
    FROM (SELECT pass FROM paid ORDER BY pass OFFSET 0) p WHERE s.jti = p.pass AND s.state = 'active'
  )
  SELECT array_agg(p.n) INTO plain FROM paid p;
  RETURN QUERY SELECT p.n, 'done' FROM unnest(plain) AS p(n);

  IF cardinality(plain) IS DISTINCT FROM cardinality(payment_ids) THEN
    RETURN QUERY
    SELECT c.n::integer, CASE WHEN c.hold IS NULL THEN 'unknown' ELSE payment_captured(
      c.payment, c.answer_status, c.answer_body) END
    FROM (
      SELECT c.*, p.hold_id AS hold FROM unnest(payment_ids, answer_statuses, answer_bodies)
        WITH ORDINALITY AS c(payment, answer_status, answer_body, n)
      LEFT JOIN LATERAL (SELECT hold_id FROM payments WHERE id = c.payment OFFSET 0) p ON true
      LEFT JOIN LATERAL (SELECT event_id FROM holds WHERE id = p.hold_id OFFSET 0) h ON true
      WHERE (c.n = ANY (plain)) IS NOT TRUE
      ORDER BY h.event_id, p.hold_id, c.n OFFSET 0
    ) c;
  END IF;
END $$;

-- Asked for every seat that is sold: by index, whatever the tables held when it was planned.
ALTER FUNCTION seat_sold_guard() SET enable_seqscan = off;
ALTER FUNCTION seat_sold_guard() SET enable_hashjoin = off;
ALTER FUNCTION seat_sold_guard() SET enable_mergejoin = off;

-- Holds as they stand, for all who ask at the same time; null where there is none. `call` counts from 1 in the order of the
-- arguments.
DROP FUNCTION hold_look(uuid);
CREATE FUNCTION holds_look(hold_ids uuid[]) RETURNS TABLE (
  call integer, id uuid, event_id text, user_id text, pass_id text, status text, quantity integer, total_amount bigint,
  currency text, created_at timestamptz, expires_at timestamptz, declines integer, end_reason text, items text,
  booking_id uuid, booking_status text, payment_id uuid, payment_status text, payment_method text, payment_reason text
) LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT c.n::integer, h.id, h.event_id, h.user_id, h.pass_id,
    CASE WHEN h.status = 'HELD' AND h.expires_at <= clock_timestamp() THEN 'EXPIRED' ELSE h.status END,
    h.quantity, h.total_amount, h.currency, h.created_at, h.expires_at, h.declines, h.end_reason,
    (
      SELECT '[' || string_agg(
        CASE WHEN i.seat IS NULL
          THEN concat('{"tier":"', i.tier, '","quantity":', i.quantity, ',"price":', i.price, '}')
          ELSE concat('{"seat_id":"', i.seat, '","section":', to_json(s.section::text), ',"row":', to_json(s.row::text),
            ',"number":', to_json(s.number::text), ',"tier":"', i.tier, '","price":', i.price, '}')
        END, ',' ORDER BY i.n) || ']'
      FROM unnest(h.item_seats, h.item_tiers, h.item_quantities, h.item_prices) WITH ORDINALITY
        AS i(seat, tier, quantity, price, n)
      LEFT JOIN LATERAL (
        SELECT section, row, number FROM seats WHERE event_id = h.event_id AND seat_id = i.seat COLLATE "C" OFFSET 0
      ) s ON true
    ),
    b.id, b.status, p.id, p.status, p.method, p.reason
  FROM unnest(hold_ids) WITH ORDINALITY AS c(hold, n)
  LEFT JOIN LATERAL (
    SELECT id, event_id, user_id, pass_id, status, quantity, total_amount, currency, created_at, expires_at, declines,
      end_reason, item_seats, item_tiers, item_quantities, item_prices
    FROM holds WHERE id = c.hold OFFSET 0) h ON true
  LEFT JOIN LATERAL (SELECT id, status FROM bookings WHERE hold_id = h.id OFFSET 0) b ON true
  LEFT JOIN LATERAL (
    SELECT id, status, method, reason FROM payments WHERE hold_id = h.id ORDER BY created_at DESC LIMIT 1) p ON true;
END $$;
