-- The hold itself: many carts in one statement.
--
-- Carts are parallel arrays: the new hold's id, event, user, pass, room, kind (`seats`; `best`: seats that the caller
-- chose, any others would do; `places`: general admission; `no_block`, `sold_out`, `contended`: the caller found nothing and
-- would refuse so), quantity, and for the idempotency row the key and
-- fingerprint (null: none). Wanted seats are (cart, seat) pairs; a cart's number is its place in the arrays, from 1.
--
-- Sequential scans are off in these functions: at the start of a sale the tables are all but empty, and a plan made then
-- must still be the right one a minute later.

-- What speaks against each undecided cart before its stock is looked at (outcome null: nothing), or answers it without.
-- An event's own bounds count, and below them those of the installation (`…_most`).
-- `expired` names lapsed holds of the same pass or user, which a new one replaces.
CREATE FUNCTION hold_check(
  outcomes text[], event_ids text[], user_ids text[], pass_ids text[], room_ids text[], kinds text[],
  quantities integer[], request_keys bytea[], fingerprints bytea[], item_carts integer[], item_seats text[],
  now_at timestamptz, seats_per_order_most integer, seats_per_user_most integer
) RETURNS TABLE (cart integer, outcome text, detail text, answer uuid, replayed boolean, expired uuid[])
LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT c.n::integer, split_part(d.outcome, ' ', 1), coalesce(k.detail, nullif(split_part(d.outcome, ' ', 2), '')),
    CASE WHEN k.key IS NOT NULL THEN k.hold_id ELSE coalesce(own.id, live.id) END,
    k.key IS NOT NULL AND k.fingerprint = c.fingerprint,
    CASE WHEN d.outcome IS NULL THEN array_remove(ARRAY[own.id, live.id], NULL) END
  FROM unnest(event_ids, user_ids, pass_ids, room_ids, kinds, quantities, request_keys, fingerprints)
    WITH ORDINALITY AS c(event, usr, pass, room, kind, quantity, key, fingerprint, n)
  LEFT JOIN idempotency k ON k.scope = 'hold:' || c.pass AND k.key = c.key
  LEFT JOIN events e ON e.id = c.event
  LEFT JOIN passes p ON p.jti = c.pass
  LEFT JOIN rooms r ON r.id = p.room_id
  LEFT JOIN holds own ON own.pass_id = c.pass AND own.status IN ('HELD', 'PAYMENT_PENDING', 'CONFIRMED')
  LEFT JOIN holds live ON live.event_id = c.event AND live.user_id = c.usr AND live.status IN ('HELD', 'PAYMENT_PENDING')
  CROSS JOIN LATERAL (SELECT CASE
    WHEN k.key IS NOT NULL THEN CASE WHEN k.fingerprint = c.fingerprint THEN k.outcome ELSE 'idempotency_mismatch' END
    WHEN e.id IS NULL THEN 'unknown_event'
    WHEN p.jti IS NULL OR p.state <> 'active' OR p.expires_at <= now_at OR p.subject <> c.usr OR p.room_id <> c.room
      OR p.epoch < r.pass_epoch_min OR r.event_id IS DISTINCT FROM c.event THEN 'pass_required'
    WHEN (c.kind = 'places') <> (e.admission = 'general') THEN 'wrong_admission'
    WHEN c.quantity > least(e.seats_per_order_max, seats_per_order_most) THEN 'limit_exceeded seats_per_order'
    WHEN coalesce(own.status, live.status, '') = 'HELD' AND coalesce(own.expires_at, live.expires_at) > now_at
      AND coalesce(own.event_id, c.event) = c.event AND coalesce(own.quantity, live.quantity) = c.quantity
      AND (c.kind <> 'seats'
        OR (SELECT array_agg(i.seat_id ORDER BY i.seat_id) FROM hold_items i WHERE i.hold_id = coalesce(own.id, live.id))
          = (SELECT array_agg(i.seat ORDER BY i.seat COLLATE "C") FROM unnest(item_carts, item_seats) AS i(cart, seat)
            WHERE i.cart = c.n))
      THEN 'already_held'
    WHEN own.status <> 'HELD' OR own.expires_at > now_at THEN 'limit_exceeded one_order_a_pass'
    WHEN live.status <> 'HELD' OR live.expires_at > now_at THEN 'limit_exceeded one_hold_a_user'
    WHEN e.on_sale_at > now_at OR coalesce(e.sale_ends_at, e.start_time) <= now_at THEN 'not_on_sale'
    WHEN c.quantity + coalesce((SELECT sum(h.quantity) FROM holds h
      WHERE h.event_id = c.event AND h.user_id = c.usr AND h.status = 'CONFIRMED'), 0)
      > least(e.seats_per_user_max, seats_per_user_most)
      THEN 'limit_exceeded seats_per_user'
  END AS outcome) d
  WHERE outcomes[c.n] IS NULL AND (d.outcome IS NOT NULL OR own.id IS NOT NULL OR live.id IS NOT NULL);
END $$;

-- Which carts want a seat that is taken or that does not exist, as far as a reader without locks can see.
CREATE FUNCTION hold_hopeless(event_ids text[], item_carts integer[], item_seats text[])
RETURNS TABLE (cart integer, outcome text, detail text) LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT i.cart, CASE WHEN bool_or(s.seat_id IS NULL) THEN 'unknown_seat' ELSE 'seat_unavailable' END,
    coalesce(json_agg(i.seat ORDER BY i.seat) FILTER (WHERE s.seat_id IS NULL), json_agg(i.seat ORDER BY i.seat))::text
  FROM unnest(item_carts, item_seats) AS i(cart, seat)
  LEFT JOIN seats s ON s.event_id = event_ids[i.cart] AND s.seat_id = i.seat
  WHERE s.seat_id IS NULL OR s.status = 'SOLD' OR (s.status = 'HELD' AND s.hold_expires_at > clock_timestamp())
  GROUP BY i.cart;
END $$;

-- Locks the counters of general admission that undecided carts and lapsed holds need; where a counter does not suffice,
-- other lapsed holds of its event are locked too (those in somebody else's hands are skipped: nothing here waits for a
-- hold). Returns all lapsed holds to end.
CREATE FUNCTION hold_lock_places(outcomes text[], event_ids text[], kinds text[], quantities integer[], lapsed uuid[])
RETURNS uuid[] LANGUAGE plpgsql SET enable_seqscan = off AS $$
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
      GROUP BY g.event_id HAVING g.held > 0 AND sum(c.quantity) > g.capacity - g.held - g.sold
    ) short CROSS JOIN LATERAL (
      SELECT h.id FROM holds h
      WHERE h.event_id = short.event_id AND h.status = 'HELD' AND h.expires_at <= clock_timestamp()
        AND h.id <> ALL (ending)
      ORDER BY h.expires_at LIMIT 500 FOR NO KEY UPDATE SKIP LOCKED
    ) l), '{}');
END $$;

-- Writes what the winning carts take; everything it touches is locked and known to be free. `place_*` are the locked
-- seats, each with the cart that gets it (null: nobody) and the lapsed hold it still bears. Carts that are missing from
-- the result lost to the same user's cart of another pass, which got in at the same moment.
CREATE FUNCTION hold_take(
  winners integer[], hold_ids uuid[], event_ids text[], user_ids text[], pass_ids text[], room_ids text[], kinds text[],
  quantities integer[], request_keys bytea[], fingerprints bytea[],
  place_carts integer[], place_seats text[], place_holders uuid[], place_tiers text[], place_prices bigint[],
  place_ordinals integer[], place_json text[],
  hold_seconds_default integer, hold_seconds_max integer, payment_seconds integer
) RETURNS TABLE (cart integer, expires_at timestamptz, total bigint, currency text, items text)
LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
  now_at CONSTANT timestamptz := clock_timestamp();
  -- By cart; null: not a winner.
  totals bigint[];
  untils timestamptz[];
  -- Winners of general admission.
  pools integer[];
  seats_wanted bigint;
  seats_marked bigint;
BEGIN
  WITH summed AS MATERIALIZED (
    SELECT p.cart, sum(p.price)::bigint AS total FROM unnest(place_carts, place_prices) AS p(cart, price)
    WHERE p.cart IS NOT NULL GROUP BY p.cart
    UNION ALL
    SELECT w.cart, t.price_amount * quantities[w.cart] FROM unnest(winners) AS w(cart)
    JOIN general_admission g ON g.event_id = event_ids[w.cart]
    JOIN tiers t ON t.event_id = g.event_id AND t.id = g.tier
    WHERE kinds[w.cart] = 'places'
  ), inserted AS (
    INSERT INTO holds (id, event_id, user_id, pass_id, room_id, quantity, total_amount, currency, created_at,
      expires_at, first_expires_at, expires_at_max)
    SELECT hold_ids[s.cart], e.id, user_ids[s.cart], pass_ids[s.cart], room_ids[s.cart], quantities[s.cart], s.total,
      e.currency, now_at, u.until, u.until, greatest(u.until, now_at + make_interval(secs => hold_seconds_max))
    FROM summed s JOIN events e ON e.id = event_ids[s.cart]
    CROSS JOIN LATERAL (
      SELECT now_at + make_interval(secs => coalesce(e.hold_seconds, hold_seconds_default)) AS until) u
    ORDER BY e.id, user_ids[s.cart]
    ON CONFLICT DO NOTHING
    RETURNING id, holds.expires_at, total_amount, holds.currency
  )
  SELECT array_agg(i.total_amount ORDER BY c.n), array_agg(i.expires_at ORDER BY c.n),
    array_agg(c.n ORDER BY c.n) FILTER (WHERE i.id IS NOT NULL AND kinds[c.n] = 'places')
  INTO totals, untils, pools
  FROM unnest(hold_ids) WITH ORDINALITY AS c(id, n) LEFT JOIN inserted i ON i.id = c.id;
  place_carts := (SELECT array_agg(CASE WHEN untils[p.cart] IS NOT NULL THEN p.cart END ORDER BY p.n)
    FROM unnest(place_carts) WITH ORDINALITY AS p(cart, n));

  INSERT INTO hold_items (hold_id, item, seat_id, tier, quantity, price_amount)
  SELECT hold_ids[p.cart], row_number() OVER (PARTITION BY p.cart ORDER BY p.ordinal), p.seat, p.tier, 1, p.price
  FROM unnest(place_carts, place_seats, place_tiers, place_prices, place_ordinals) AS p(cart, seat, tier, price, ordinal)
  WHERE p.cart IS NOT NULL;

  UPDATE seats s SET status = 'HELD', hold_id = hold_ids[p.cart], hold_expires_at = untils[p.cart]
  FROM unnest(place_carts, place_seats) AS p(cart, seat)
  WHERE p.cart IS NOT NULL AND s.event_id = event_ids[p.cart] COLLATE "C" AND s.seat_id = p.seat COLLATE "C"
    AND (s.status = 'AVAILABLE' OR (s.status = 'HELD' AND s.hold_expires_at <= now_at));
  GET DIAGNOSTICS seats_marked = ROW_COUNT;
  SELECT count(p) INTO seats_wanted FROM unnest(place_carts) AS p;
  IF seats_marked <> seats_wanted THEN
    RAISE EXCEPTION 'took % of % seats that were locked and free', seats_marked, seats_wanted;
  END IF;

  INSERT INTO ledger (event_id, hold_id, from_status, to_status, seat_ids, quantity, reason)
  SELECT event_ids[p.cart], p.holder, 'HELD', 'AVAILABLE', array_agg(p.seat), count(*), 'expired'
  FROM unnest(place_carts, place_seats, place_holders) AS p(cart, seat, holder)
  WHERE p.cart IS NOT NULL AND p.holder IS NOT NULL GROUP BY 1, 2;
  INSERT INTO ledger (event_id, hold_id, from_status, to_status, seat_ids, quantity, reason)
  SELECT event_ids[p.cart], hold_ids[p.cart], 'AVAILABLE', 'HELD', array_agg(p.seat), count(*), 'held'
  FROM unnest(place_carts, place_seats) AS p(cart, seat) WHERE p.cart IS NOT NULL GROUP BY p.cart;

  IF pools IS NOT NULL THEN
    INSERT INTO hold_items (hold_id, item, tier, quantity, price_amount)
    SELECT hold_ids[w.cart], 1, g.tier, quantities[w.cart], t.price_amount FROM unnest(pools) AS w(cart)
    JOIN general_admission g ON g.event_id = event_ids[w.cart]
    JOIN tiers t ON t.event_id = g.event_id AND t.id = g.tier;
    INSERT INTO ledger (event_id, hold_id, from_status, to_status, quantity, reason)
    SELECT event_ids[w.cart], hold_ids[w.cart], 'AVAILABLE', 'HELD', quantities[w.cart], 'held' FROM unnest(pools) AS w(cart);
    UPDATE general_admission g SET held = g.held + v.quantity
    FROM (SELECT event_ids[w.cart] AS event, sum(quantities[w.cart])::integer AS quantity FROM unnest(pools) AS w(cart)
      GROUP BY 1) v
    WHERE g.event_id = v.event;
  END IF;

  -- The pass lives as long as its hold and the payment may.
  UPDATE passes p SET expires_at = date_trunc('second', u.until + make_interval(secs => payment_seconds + 1))
  FROM unnest(pass_ids, untils) AS u(pass, until)
  WHERE p.jti = u.pass AND p.expires_at < u.until + make_interval(secs => payment_seconds);

  INSERT INTO idempotency (scope, key, fingerprint, outcome, hold_id, status)
  SELECT 'hold:' || c.pass, c.key, c.fingerprint, 'held', c.id, 201
  FROM unnest(pass_ids, request_keys, fingerprints, hold_ids, untils) AS c(pass, key, fingerprint, id, until)
  WHERE c.key IS NOT NULL AND c.until IS NOT NULL;

  RETURN QUERY
  SELECT c.n::integer, c.until, c.total, e.currency, coalesce(i.items, hold_items_json(c.id))
  FROM unnest(hold_ids, event_ids, untils, totals) WITH ORDINALITY AS c(id, event, until, total, n)
  JOIN events e ON e.id = c.event
  LEFT JOIN (
    SELECT p.cart, '[' || string_agg(p.json, ',' ORDER BY p.ordinal) || ']' AS items
    FROM unnest(place_carts, place_json, place_ordinals) AS p(cart, json, ordinal) WHERE p.cart IS NOT NULL GROUP BY p.cart
  ) i ON i.cart = c.n
  WHERE c.until IS NOT NULL;
END $$;

-- Decides many carts at once: each is all or nothing and fails alone; they are decided in the order given, as if one
-- after the other. No two carts of a call have the same pass, or the same event and user (the caller sees to it).
--
-- Outcomes: held, already_held (the same user has just that), seat_unavailable, sold_out, contended, no_block,
-- limit_exceeded, not_on_sale, pass_required, unknown_event, unknown_seat, wrong_admission, idempotency_mismatch.
-- `detail`: the JSON list of the seats behind seat_unavailable and unknown_seat, or which limit was exceeded.
-- `replayed`: the stored answer to the same key. Who waits longer than `lock_timeout` for another gives way with 55P03.
CREATE FUNCTION hold_batch(
  hold_ids uuid[], event_ids text[], user_ids text[], pass_ids text[], room_ids text[], kinds text[],
  quantities integer[], request_keys bytea[], fingerprints bytea[], item_carts integer[], item_seats text[],
  hold_seconds_default integer, hold_seconds_max integer, payment_seconds integer,
  seats_per_order_most integer, seats_per_user_most integer
) RETURNS TABLE (
  cart integer, outcome text, replayed boolean, hold_id uuid, expires_at timestamptz, total bigint, currency text,
  items text, detail text
) LANGUAGE plpgsql SET enable_seqscan = off SET lock_timeout = '400ms' AS $$
#variable_conflict use_column
DECLARE
  -- By cart.
  outcomes text[] := array_fill(NULL::text, ARRAY[cardinality(hold_ids)]);
  details text[] := outcomes;
  -- What `hold_hopeless` says; and outcomes with a stop at the carts that are not to be checked now.
  hopeless text[] := outcomes;
  checked text[];
  answers uuid[] := array_fill(NULL::uuid, ARRAY[cardinality(hold_ids)]);
  replays boolean[] := array_fill(false, ARRAY[cardinality(hold_ids)]);
  -- By place: a seat that is free and locked.
  place_events text[];
  place_seats text[];
  place_holders uuid[];
  place_tiers text[];
  place_prices bigint[];
  place_ordinals integer[];
  place_json text[];
  place_carts integer[];
  untils timestamptz[] := array_fill(NULL::timestamptz, ARRAY[cardinality(hold_ids)]);
  totals bigint[] := array_fill(NULL::bigint, ARRAY[cardinality(hold_ids)]);
  currencies text[] := outcomes;
  itemised text[] := outcomes;
  winners integer[] := '{}';
  place integer;
  lapsed uuid[] := '{}';
  pool record;
  x record;
BEGIN
  -- Those who want what is taken are refused without any lock, so that the many who cannot win cost the others nothing.
  -- The rest are checked with their passes locked, which puts requests of one pass one after the other.
  FOR x IN SELECT * FROM hold_hopeless(event_ids, item_carts, item_seats) LOOP
    hopeless[x.cart] := x.outcome;
    details[x.cart] := x.detail;
  END LOOP;
  FOR turn IN 1..2 LOOP
    SELECT array_agg(coalesce(c.outcome, CASE WHEN (c.hopeless IS NULL) = (turn = 1) THEN 'later' END) ORDER BY c.n)
    INTO checked FROM unnest(outcomes, hopeless) WITH ORDINALITY AS c(outcome, hopeless, n);
    CONTINUE WHEN array_position(checked, NULL) IS NULL;
    IF turn = 2 THEN
      PERFORM 1 FROM passes p
      WHERE p.jti IN (SELECT c.pass FROM unnest(pass_ids, checked) AS c(pass, outcome) WHERE c.outcome IS NULL)
      ORDER BY p.jti FOR NO KEY UPDATE;
    END IF;
    FOR x IN
      SELECT * FROM hold_check(checked, event_ids, user_ids, pass_ids, room_ids, kinds, quantities, request_keys,
        fingerprints, item_carts, item_seats, clock_timestamp(), seats_per_order_most, seats_per_user_most)
    LOOP
      IF x.outcome IS NOT NULL THEN
        outcomes[x.cart] := x.outcome;
        details[x.cart] := x.detail;
        answers[x.cart] := x.answer;
        replays[x.cart] := x.replayed;
      ELSIF turn = 2 THEN
        lapsed := lapsed || x.expired;
      END IF;
    END LOOP;
    FOR n IN 1..cardinality(outcomes) LOOP
      outcomes[n] := coalesce(outcomes[n], hopeless[n]);
    END LOOP;
  END LOOP;

  FOR n IN 1..cardinality(outcomes) LOOP
    IF kinds[n] IN ('no_block', 'sold_out', 'contended') THEN
      outcomes[n] := coalesce(outcomes[n], kinds[n]);
    END IF;
  END LOOP;

  IF array_position(outcomes, NULL) IS NOT NULL THEN
    lapsed := hold_lock_places(outcomes, event_ids, kinds, quantities, lapsed);
    -- Seats: one lock set, in the one order. Only what is free is locked, and stays free until we commit.
    SELECT array_agg(l.event_id), array_agg(l.seat_id), array_agg(CASE WHEN l.hold_id <> ALL (lapsed) THEN l.hold_id END),
      array_agg(l.tier), array_agg(l.price_amount), array_agg(l.ordinal), array_agg(l.json), array_agg(NULL::integer)
    INTO place_events, place_seats, place_holders, place_tiers, place_prices, place_ordinals, place_json, place_carts
    FROM (
      SELECT s.event_id, s.seat_id, s.hold_id, s.tier, t.price_amount, s.ordinal,
        (SELECT row_to_json(j)::text FROM (SELECT s.seat_id, s.section, s.row, s.number, s.tier, t.price_amount AS price) j)
        AS json
      FROM seats s JOIN tiers t ON t.event_id = s.event_id AND t.id = s.tier
      JOIN (
        SELECT event_ids[i.cart] COLLATE "C" AS event_id, i.seat COLLATE "C" AS seat_id
        FROM unnest(item_carts, item_seats) AS i(cart, seat) WHERE outcomes[i.cart] IS NULL
        UNION
        SELECT h.event_id, i.seat_id FROM holds h JOIN hold_items i ON i.hold_id = h.id
        WHERE h.id = ANY (lapsed) AND i.seat_id IS NOT NULL
      ) w ON w.event_id = s.event_id AND w.seat_id = s.seat_id
      WHERE s.status = 'AVAILABLE' OR (s.status = 'HELD' AND s.hold_expires_at <= clock_timestamp())
      ORDER BY s.event_id, s.seat_id FOR NO KEY UPDATE OF s
    ) l;
    IF lapsed <> '{}' THEN
      PERFORM stock_release(lapsed, 'expired');
      UPDATE holds SET status = 'EXPIRED', ended_at = clock_timestamp(), end_reason = 'expired' WHERE id = ANY (lapsed);
    END IF;

    -- The decision, cart by cart in the order given.
    FOR x IN
      SELECT c.n::integer AS n, i.places, i.missing
      FROM unnest(outcomes, kinds) WITH ORDINALITY AS c(outcome, kind, n)
      JOIN (
        SELECT i.cart, array_agg(f.n::integer) AS places,
          json_agg(i.seat ORDER BY i.seat) FILTER (WHERE f.n IS NULL)::text AS missing
        FROM unnest(item_carts, item_seats) AS i(cart, seat)
        LEFT JOIN unnest(place_events, place_seats) WITH ORDINALITY AS f(event, seat, n)
          ON f.event = event_ids[i.cart] AND f.seat = i.seat
        GROUP BY i.cart
      ) i ON i.cart = c.n
      WHERE c.outcome IS NULL AND c.kind <> 'places' ORDER BY c.n
    LOOP
      FOREACH place IN ARRAY x.places LOOP
        EXIT WHEN x.missing IS NOT NULL;
        IF place_carts[place] IS NOT NULL THEN
          x.missing := (SELECT json_agg(place_seats[p] ORDER BY place_seats[p])::text FROM unnest(x.places) AS p
            WHERE place_carts[p] IS NOT NULL);
        END IF;
      END LOOP;
      IF x.missing IS NOT NULL THEN
        outcomes[x.n] := 'seat_unavailable';
        details[x.n] := x.missing;
      ELSE
        winners := winners || x.n;
        FOREACH place IN ARRAY x.places LOOP
          place_carts[place] := x.n;
        END LOOP;
      END IF;
    END LOOP;
    FOR pool IN
      SELECT g.event_id, g.capacity - g.held - g.sold AS free, g.held FROM general_admission g
      WHERE g.event_id IN (
        SELECT c.event FROM unnest(event_ids, kinds, outcomes) AS c(event, kind, outcome)
        WHERE c.outcome IS NULL AND c.kind = 'places')
    LOOP
      FOR n IN 1..cardinality(outcomes) LOOP
        CONTINUE WHEN outcomes[n] IS NOT NULL OR kinds[n] <> 'places' OR event_ids[n] <> pool.event_id;
        IF quantities[n] <= pool.free THEN
          winners := winners || n;
          pool.free := pool.free - quantities[n];
          pool.held := pool.held + quantities[n];
        ELSE
          outcomes[n] := CASE WHEN pool.free > 0 THEN 'no_block' WHEN pool.held > 0 THEN 'contended' ELSE 'sold_out' END;
        END IF;
      END LOOP;
    END LOOP;

    IF winners <> '{}' THEN
      FOR x IN
        SELECT * FROM hold_take(winners, hold_ids, event_ids, user_ids, pass_ids, room_ids, kinds, quantities, request_keys,
          fingerprints, place_carts, place_seats, place_holders, place_tiers, place_prices, place_ordinals, place_json,
          hold_seconds_default, hold_seconds_max, payment_seconds)
      LOOP
        outcomes[x.cart] := 'held';
        answers[x.cart] := hold_ids[x.cart];
        untils[x.cart] := x.expires_at;
        totals[x.cart] := x.total;
        currencies[x.cart] := x.currency;
        itemised[x.cart] := x.items;
      END LOOP;
      FOREACH place IN ARRAY winners LOOP
        IF outcomes[place] IS NULL THEN
          outcomes[place] := 'limit_exceeded';
          details[place] := 'one_hold_a_user';
        END IF;
      END LOOP;
    END IF;
  END IF;

  -- A refusal that would be the same a moment later is kept for its key too.
  INSERT INTO idempotency (scope, key, fingerprint, outcome, hold_id, detail, status)
  SELECT 'hold:' || c.pass, c.key, c.fingerprint, c.outcome, c.answer, c.detail, 409
  FROM unnest(pass_ids, request_keys, fingerprints, outcomes, answers, details, replays, kinds)
    AS c(pass, key, fingerprint, outcome, answer, detail, replayed, kind)
  WHERE c.key IS NOT NULL AND NOT c.replayed
    AND (c.outcome IN ('sold_out', 'no_block', 'limit_exceeded') OR (c.outcome = 'seat_unavailable' AND c.kind = 'seats'))
  ORDER BY c.pass
  ON CONFLICT DO NOTHING;

  RETURN QUERY
  SELECT c.n::integer, c.outcome, c.replayed, c.answer,
    coalesce(c.until, CASE WHEN c.outcome = 'already_held' THEN h.expires_at ELSE h.first_expires_at END),
    coalesce(c.total, h.total_amount), coalesce(c.currency, h.currency),
    CASE WHEN h.id IS NOT NULL AND c.outcome IN ('held', 'already_held') THEN hold_items_json(h.id) ELSE c.items END,
    c.detail
  FROM unnest(outcomes, answers, replays, details, untils, totals, currencies, itemised)
    WITH ORDINALITY AS c(outcome, answer, replayed, detail, until, total, currency, items, n)
  LEFT JOIN holds h ON h.id = c.answer AND c.items IS NULL
  ORDER BY c.n;
END $$;
