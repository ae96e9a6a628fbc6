-- The steps that every order takes, carried out for all payments of a statement at once.
--
-- A statement that writes one row reads the table's constraints and the conditions of its triggers anew, which costs more
-- than the row. So the payments of a statement that are as expected, which is nearly all, take each step in a single
-- statement over all of them. Whatever else there is (a key that is known, a hold that lapsed, a step taken before) is left
-- to the function for one payment, after these.
--
-- Locks are taken as before: all holds by event and number, then counters by event, then seats by event and name.
--
-- Rows are looked up by their index, one by one (`OFFSET 0`), and written where they were found (`ctid`): joined by their
-- keys, a plan made while a table was small would read all of it for ever. Whoever finds a row moved meanwhile misses it in
-- the count, and the statement is undone.

-- Locks all stock that these holds ask for in the one order. For a statement that leaves some of them to the function for
-- one payment, which would lock theirs after the others'.
CREATE FUNCTION stock_lock_all(hold_ids uuid[]) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  PERFORM 1 FROM general_admission g
  WHERE g.event_id = ANY (ARRAY(SELECT event_id FROM holds WHERE id = ANY (hold_ids) AND item_seats IS NULL))
  ORDER BY g.event_id FOR NO KEY UPDATE;
  PERFORM 1 FROM (
    SELECT t.at FROM unnest(hold_ids) AS c(hold)
    CROSS JOIN LATERAL (SELECT event_id, item_seats FROM holds WHERE id = c.hold OFFSET 0) h
    CROSS JOIN LATERAL unnest(h.item_seats) AS i(seat)
    CROSS JOIN LATERAL (
      SELECT ctid AS at FROM seats WHERE event_id = h.event_id AND seat_id = i.seat COLLATE "C" OFFSET 0) t
    ORDER BY h.event_id, i.seat COLLATE "C" OFFSET 0
  ) w JOIN seats s ON s.ctid = w.at FOR NO KEY UPDATE OF s;
END $$;

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
  x record;
BEGIN
  PERFORM 1 FROM holds WHERE id = ANY (hold_ids) ORDER BY event_id, id FOR NO KEY UPDATE;
  SELECT array_agg(c.n::integer), array_agg(
      least(h.expires_at_max, greatest(h.expires_at, clock_timestamp() + make_interval(secs => payment_seconds))))
  INTO plain, untils
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
    PERFORM stock_lock_all(hold_ids);
  END IF;
  IF plain IS NOT NULL THEN
    WITH begun AS MATERIALIZED (
      SELECT hold_ids[p.n] AS hold, payment_ids[p.n] AS payment, providers[p.n] AS provider, methods[p.n] AS method,
        request_keys[p.n] AS key, fingerprints[p.n] AS fingerprint, p.until, h.at, h.event_id, h.item_seats,
        h.total_amount, h.currency
      FROM unnest(plain, untils) AS p(n, until)
      CROSS JOIN LATERAL (
        SELECT ctid AS at, event_id, item_seats, total_amount, currency FROM holds WHERE id = hold_ids[p.n] OFFSET 0) h
    ), kept AS (
      UPDATE seats s SET hold_expires_at = w.until
      FROM (
        SELECT t.at, b.hold, b.until
        FROM begun b CROSS JOIN LATERAL unnest(b.item_seats) AS i(seat)
        CROSS JOIN LATERAL (
          SELECT ctid AS at FROM seats WHERE event_id = b.event_id AND seat_id = i.seat COLLATE "C" OFFSET 0) t
        ORDER BY b.event_id, i.seat COLLATE "C" OFFSET 0
      ) w
      WHERE s.ctid = w.at AND s.hold_id = w.hold AND s.status = 'HELD'
      RETURNING 1
    ), pending AS (
      UPDATE holds h SET status = 'PAYMENT_PENDING', expires_at = b.until FROM begun b WHERE h.ctid = b.at RETURNING 1
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
    SELECT (SELECT count(*) FROM kept) AS seats,
      (SELECT coalesce(sum(cardinality(item_seats)), 0) FROM begun) AS seats_wanted,
      (SELECT count(*) FROM pending) AS holds, (SELECT count(*) FROM begun) AS holds_wanted
    INTO x;
    IF x.seats <> x.seats_wanted OR x.holds <> x.holds_wanted THEN
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
  hold_ids CONSTANT uuid[] := ARRAY(
    SELECT p.hold_id FROM unnest(payment_ids) AS c(payment)
    CROSS JOIN LATERAL (SELECT hold_id FROM payments WHERE id = c.payment OFFSET 0) p);
  -- Calls as expected.
  plain integer[];
  x record;
BEGIN
  PERFORM 1 FROM holds WHERE id = ANY (hold_ids) ORDER BY event_id, id FOR NO KEY UPDATE;
  PERFORM 1 FROM general_admission g
  WHERE g.event_id = ANY (ARRAY(SELECT event_id FROM holds WHERE id = ANY (hold_ids) AND item_seats IS NULL))
  ORDER BY g.event_id FOR NO KEY UPDATE;
  SELECT array_agg(c.n::integer) INTO plain
  FROM unnest(payment_ids) WITH ORDINALITY AS c(payment, n)
  CROSS JOIN LATERAL (SELECT hold_id, status FROM payments WHERE id = c.payment OFFSET 0) p
  CROSS JOIN LATERAL (SELECT event_id, status, item_seats FROM holds WHERE id = p.hold_id OFFSET 0) h
  WHERE p.status = 'AUTHORIZING' AND h.status = 'PAYMENT_PENDING' AND c.n = array_position(payment_ids, c.payment)
    AND (
      SELECT count(*) FROM unnest(h.item_seats) AS i(seat)
      CROSS JOIN LATERAL (
        SELECT status, hold_id FROM seats WHERE event_id = h.event_id AND seat_id = i.seat COLLATE "C" OFFSET 0) s
      WHERE s.status = 'HELD' AND s.hold_id = p.hold_id) = coalesce(cardinality(h.item_seats), 0);
  IF cardinality(plain) IS DISTINCT FROM cardinality(payment_ids) THEN
    PERFORM stock_lock_all(hold_ids);
  END IF;

  IF plain IS NOT NULL THEN
    WITH paid AS MATERIALIZED (
      SELECT c.n, payment_ids[c.n] AS payment, provider_references[c.n] AS reference, booking_ids[c.n] AS booking, p.at,
        p.hold_id AS hold, h.event_id, h.user_id, h.quantity, h.total_amount, h.currency, h.item_seats, h.item_tiers,
        h.item_prices
      FROM unnest(plain) AS c(n)
      CROSS JOIN LATERAL (SELECT ctid AS at, hold_id FROM payments WHERE id = payment_ids[c.n] OFFSET 0) p
      CROSS JOIN LATERAL (
        SELECT event_id, user_id, quantity, total_amount, currency, item_seats, item_tiers, item_prices
        FROM holds WHERE id = p.hold_id OFFSET 0) h
    ), pool AS MATERIALIZED (
      SELECT p.event_id, p.quantity, g.at, g.next_place
      FROM (SELECT event_id, sum(quantity)::integer AS quantity FROM paid WHERE item_seats IS NULL GROUP BY event_id) p
      CROSS JOIN LATERAL (
        SELECT ctid AS at, next_place FROM general_admission WHERE event_id = p.event_id OFFSET 0) g
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
      JOIN pool g ON g.event_id = p.event_id
      CROSS JOIN LATERAL generate_series(0, p.quantity - 1) AS i
    ), sold AS (
      UPDATE seats s SET status = 'SOLD', hold_expires_at = NULL
      FROM (
        SELECT t.at, p.hold
        FROM paid p CROSS JOIN LATERAL unnest(p.item_seats) AS i(seat)
        CROSS JOIN LATERAL (
          SELECT ctid AS at FROM seats WHERE event_id = p.event_id AND seat_id = i.seat COLLATE "C" OFFSET 0) t
        ORDER BY p.event_id, i.seat COLLATE "C" OFFSET 0
      ) w
      WHERE s.ctid = w.at AND s.hold_id = w.hold AND s.status = 'HELD'
      RETURNING 1
    ), counted AS (
      UPDATE general_admission g SET held = g.held - p.quantity, sold = g.sold + p.quantity,
        next_place = g.next_place + p.quantity
      FROM pool p WHERE g.ctid = p.at RETURNING 1
    ), noted AS (
      INSERT INTO ledger (event_id, hold_id, from_status, to_status, seat_ids, quantity, reason)
      SELECT p.event_id, p.hold, 'HELD', 'SOLD', p.item_seats, p.quantity, 'paid' FROM paid p
    ), moved AS (
      UPDATE payments y SET status = 'CAPTURING', reference = p.reference, updated_at = clock_timestamp(),
        check_at = clock_timestamp() + make_interval(secs => busy_seconds)
      FROM paid p WHERE y.ctid = p.at RETURNING 1
    )
    SELECT (SELECT count(*) FROM sold) AS seats,
      (SELECT coalesce(sum(cardinality(item_seats)), 0) FROM paid) AS seats_wanted,
      (SELECT count(*) FROM counted) AS pools, (SELECT count(*) FROM pool) AS pools_wanted,
      (SELECT count(*) FROM moved) AS payments
    INTO x;
    IF x.seats <> x.seats_wanted OR x.pools <> x.pools_wanted OR x.payments <> cardinality(plain) THEN
      RAISE EXCEPTION 'a hold lapsed as it was paid' USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN QUERY SELECT p.n, 'done' FROM unnest(plain) AS p(n);
  END IF;

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
  hold_ids CONSTANT uuid[] := ARRAY(
    SELECT p.hold_id FROM unnest(payment_ids) AS c(payment)
    CROSS JOIN LATERAL (SELECT hold_id FROM payments WHERE id = c.payment OFFSET 0) p);
  x record;
BEGIN
  PERFORM 1 FROM holds WHERE id = ANY (hold_ids) ORDER BY event_id, id FOR NO KEY UPDATE;

  WITH paid AS MATERIALIZED (
    SELECT c.n::integer AS n, c.answer_status, c.answer_body, p.at, h.at AS hold_at, b.at AS booking_at, k.at AS answer_at,
      s.at AS pass_at, s.jti AS pass
    FROM unnest(payment_ids, answer_statuses, answer_bodies) WITH ORDINALITY
      AS c(payment, answer_status, answer_body, n)
    CROSS JOIN LATERAL (
      SELECT ctid AS at, hold_id, status, answer_scope, answer_key FROM payments WHERE id = c.payment OFFSET 0) p
    CROSS JOIN LATERAL (
      SELECT ctid AS at, pass_id COLLATE "default" AS pass FROM holds WHERE id = p.hold_id OFFSET 0) h
    LEFT JOIN LATERAL (SELECT ctid AS at FROM bookings WHERE payment_id = c.payment OFFSET 0) b ON true
    LEFT JOIN LATERAL (
      SELECT ctid AS at FROM idempotency WHERE scope = p.answer_scope AND key = p.answer_key OFFSET 0) k ON true
    LEFT JOIN LATERAL (SELECT ctid AS at, jti FROM passes WHERE jti = h.pass OFFSET 0) s ON true
    WHERE p.status = 'CAPTURING' AND c.n = array_position(payment_ids, c.payment)
  ), confirmed AS (
    UPDATE holds h SET status = 'CONFIRMED' FROM paid p WHERE h.ctid = p.hold_at RETURNING 1
  ), captured AS (
    UPDATE payments y SET status = 'CAPTURED', updated_at = clock_timestamp(), check_at = NULL
    FROM paid p WHERE y.ctid = p.at RETURNING 1
  ), booked AS (
    UPDATE bookings b SET status = 'CONFIRMED', confirmed_at = clock_timestamp()
    FROM paid p WHERE b.ctid = p.booking_at RETURNING 1
  ), answered AS (
    UPDATE idempotency k SET status = p.answer_status, body = p.answer_body, busy_until = NULL
    FROM paid p WHERE k.ctid = p.answer_at
  ), completed AS (
    UPDATE passes s SET state = 'complete', ended_at = clock_timestamp(), ended_reason = 'confirmed'
    FROM (SELECT pass_at FROM paid ORDER BY pass OFFSET 0) p WHERE s.ctid = p.pass_at
      -- In words that imply no index's condition.
      AND coalesce(s.state, '') = 'active'
  )
  SELECT (SELECT array_agg(n) FROM paid) AS plain, (SELECT count(*) FROM paid) AS expected,
    (SELECT count(*) FROM confirmed) AS holds,
    (SELECT count(*) FROM captured) AS payments, (SELECT count(*) FROM booked) AS bookings
  INTO x;
  IF x.holds <> x.expected OR x.payments <> x.expected OR x.bookings <> x.expected THEN
    RAISE EXCEPTION 'a payment moved as it was captured' USING ERRCODE = 'serialization_failure';
  END IF;
  RETURN QUERY SELECT p.n, 'done' FROM unnest(x.plain) AS p(n);

  IF cardinality(x.plain) IS DISTINCT FROM cardinality(payment_ids) THEN
    RETURN QUERY
    SELECT c.n::integer, CASE WHEN c.hold IS NULL THEN 'unknown' ELSE payment_captured(
      c.payment, c.answer_status, c.answer_body) END
    FROM (
      SELECT c.*, p.hold_id AS hold FROM unnest(payment_ids, answer_statuses, answer_bodies)
        WITH ORDINALITY AS c(payment, answer_status, answer_body, n)
      LEFT JOIN LATERAL (SELECT hold_id FROM payments WHERE id = c.payment OFFSET 0) p ON true
      LEFT JOIN LATERAL (SELECT event_id FROM holds WHERE id = p.hold_id OFFSET 0) h ON true
      WHERE (c.n = ANY (x.plain)) IS NOT TRUE
      ORDER BY h.event_id, p.hold_id, c.n OFFSET 0
    ) c;
  END IF;
END $$;

-- As 0002, each row by its own index whatever the tables held when this was planned: it is asked for every seat sold.
CREATE OR REPLACE FUNCTION seat_sold_guard() RETURNS trigger
LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM (
      SELECT booking_id FROM booking_seats
      WHERE event_id = NEW.event_id AND seat_id = NEW.seat_id AND revoked_at IS NULL OFFSET 0) bs
    CROSS JOIN LATERAL (SELECT hold_id FROM bookings WHERE id = bs.booking_id OFFSET 0) b
    WHERE b.hold_id = NEW.hold_id)
    AND EXISTS (
      SELECT 1 FROM seats s WHERE s.event_id = NEW.event_id AND s.seat_id = NEW.seat_id AND s.status = 'SOLD')
  THEN
    RAISE EXCEPTION 'seat % of % is sold without a booking', NEW.seat_id, NEW.event_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'seats_sold_have_bookings';
  END IF;
  RETURN NULL;
END $$;

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
          -- A seat that nobody has any more may have left the hall.
          ELSE concat('{"seat_id":"', i.seat, '","section":', coalesce(to_json(s.section::text)::text, 'null'),
            ',"row":', coalesce(to_json(s.row::text)::text, 'null'),
            ',"number":', coalesce(to_json(s.number::text)::text, 'null'), ',"tier":"', i.tier, '","price":', i.price, '}')
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
