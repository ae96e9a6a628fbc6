-- The hold again, made for speed: few statements a batch, each over all carts, and no lock but on what is taken.
--
-- Plans here must be right for tables that were empty when they were made and hold millions of rows a minute later, and
-- for any number of carts: so each join is a nested loop over an index, and nothing is scanned. `OFFSET 0` keeps a look-up
-- a look-up: for a table that is empty while it plans, PostgreSQL would rather read all of it.

DROP FUNCTION hold_batch(uuid[], text[], text[], text[], text[], text[], integer[], bytea[], bytea[], integer[], text[],
  integer, integer, integer, integer, integer);
DROP FUNCTION hold_take(integer[], uuid[], text[], text[], text[], text[], text[], integer[], bytea[], bytea[], integer[],
  text[], uuid[], text[], bigint[], integer[], text[], integer, integer, integer);
DROP FUNCTION hold_check(text[], text[], text[], text[], text[], text[], integer[], bytea[], bytea[], integer[], text[],
  timestamptz, integer, integer);
DROP FUNCTION hold_hopeless(text[], integer[], text[]);

-- Locks the counters of general admission that undecided carts and lapsed holds need; where a counter does not suffice,
-- other lapsed holds of its event are locked too (those in somebody else's hands are skipped: nothing here waits for a
-- hold). Returns all lapsed holds to end.
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
      WHERE h.event_id = short.event_id AND h.status = 'HELD' AND h.expires_at <= clock_timestamp()
        AND h.id <> ALL (ending)
      ORDER BY h.expires_at LIMIT 500 FOR NO KEY UPDATE SKIP LOCKED
    ) l), '{}');
END $$;

-- The single seats that a cart would leave where its event forbids that (as `OrphanRule` in the program), as a JSON list;
-- null: none. Seats within two of the cart's are locked, so that they stay as they are; `also_taken` are seats of the
-- event that carts before this one get.
CREATE FUNCTION hold_orphans(event text, wanted text[], also_taken text[]) RETURNS text
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  is_lenient CONSTANT boolean := (SELECT e.orphan_rule = 'lenient' FROM events e WHERE e.id = event);
  mine integer[];
  orphans text;
BEGIN
  mine := (SELECT array_agg(s.ordinal) FROM unnest(wanted) AS w(seat) JOIN seats s ON s.event_id = event AND s.seat_id = w.seat);
  WITH around AS MATERIALIZED (
    SELECT DISTINCT n.ordinal, n.seat_id, n.section, n.row, n.ordinal = ANY (mine) AS is_mine,
      n.seat_id <> ALL (also_taken)
        AND (n.status = 'AVAILABLE' OR (n.status = 'HELD' AND n.hold_expires_at <= clock_timestamp())) AS is_free
    FROM unnest(mine) AS m(ordinal)
    JOIN seats n ON n.event_id = event AND n.ordinal BETWEEN m.ordinal - 2 AND m.ordinal + 2
  ), pieces AS (
    -- Each piece of the cart's seats beside each other, by its ends.
    SELECT min(ordinal) AS first, max(ordinal) AS last, section, row FROM (
      SELECT ordinal, section, row, ordinal - row_number() OVER (PARTITION BY section, row ORDER BY ordinal) AS piece
      FROM around WHERE is_mine) p
    GROUP BY section, row, piece
  )
  SELECT json_agg(DISTINCT near.seat_id::text)::text INTO orphans
  FROM pieces p CROSS JOIN LATERAL (VALUES (p.first - 1, p.first - 2, p.last + 1), (p.last + 1, p.last + 2, p.first - 1))
    AS side(near, far, opposite)
  JOIN around near ON near.ordinal = side.near AND near.section = p.section AND near.row = p.row AND near.is_free
    AND NOT near.is_mine
  LEFT JOIN around far ON far.ordinal = side.far AND far.section = p.section AND far.row = p.row
  LEFT JOIN around opposite ON opposite.ordinal = side.opposite AND opposite.section = p.section AND opposite.row = p.row
  WHERE (far.ordinal IS NULL OR far.is_mine OR NOT far.is_free)
    AND NOT (is_lenient AND (far.ordinal IS NULL
      OR (NOT far.is_mine AND NOT coalesce(opposite.is_free AND NOT opposite.is_mine, false))));
  RETURN orphans;
END $$;

-- Of carts that want free seats, which get them: locks all of these seats in the one order, looks again, and decides in
-- the order of carts. `outcomes` are null for the carts that are to be decided; by item the answer's `owners` have the cart
-- that gets the seat (null: none), `rows_at` and `holders` what stands behind it now.
CREATE FUNCTION hold_settle(
  INOUT outcomes text[], INOUT details text[], event_ids text[], kinds text[], rules text[], item_carts integer[],
  item_seats text[], places integer[], OUT owners integer[], OUT rows_at tid[], OUT holders uuid[]
) LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_material = off AS $$
#variable_conflict use_column
DECLARE
  taken text[] := '{}';
  x record;
BEGIN
  IF EXISTS (SELECT 1 FROM unnest(rules, outcomes) AS c(rule, outcome) WHERE c.rule <> 'off' AND c.outcome IS NULL) THEN
    PERFORM 1 FROM (
      SELECT n.event_id, n.seat_id FROM unnest(item_carts, places) AS i(cart, place)
      JOIN seats n ON n.event_id = event_ids[i.cart] COLLATE "C" AND n.ordinal BETWEEN i.place - 2 AND i.place + 2
      WHERE outcomes[i.cart] IS NULL AND rules[i.cart] <> 'off'
      UNION
      SELECT event_ids[i.cart] COLLATE "C", i.seat COLLATE "C" FROM unnest(item_carts, item_seats) AS i(cart, seat)
      WHERE outcomes[i.cart] IS NULL
    ) w JOIN seats s ON s.event_id = w.event_id AND s.seat_id = w.seat_id
    ORDER BY s.event_id, s.seat_id FOR NO KEY UPDATE OF s;
  END IF;
  owners := array_fill(NULL::integer, ARRAY[cardinality(item_carts)]);
  rows_at := array_fill(NULL::tid, ARRAY[cardinality(item_carts)]);
  holders := array_fill(NULL::uuid, ARRAY[cardinality(item_carts)]);
  FOR x IN
    SELECT i.n::integer AS n, s.ctid AS at, s.hold_id
    FROM unnest(item_carts, item_seats) WITH ORDINALITY AS i(cart, seat, n)
    JOIN seats s ON s.event_id = event_ids[i.cart] COLLATE "C" AND s.seat_id = i.seat COLLATE "C"
    WHERE outcomes[i.cart] IS NULL
      AND (s.status = 'AVAILABLE' OR (s.status = 'HELD' AND s.hold_expires_at <= clock_timestamp()))
    ORDER BY s.event_id, s.seat_id FOR NO KEY UPDATE OF s
  LOOP
    rows_at[x.n] := x.at;
    holders[x.n] := x.hold_id;
  END LOOP;
  FOR x IN
    SELECT i.cart, array_agg(i.n) AS items, array_agg(event_ids[i.cart] || ' ' || i.seat) AS names,
      json_agg(i.seat ORDER BY i.seat) FILTER (WHERE i.at IS NULL)::text AS missing
    FROM unnest(item_carts, item_seats, rows_at) WITH ORDINALITY AS i(cart, seat, at, n)
    WHERE outcomes[i.cart] IS NULL GROUP BY i.cart ORDER BY i.cart
  LOOP
    -- Who came before in this very call may have one of them.
    IF x.missing IS NULL AND x.names && taken THEN
      x.missing := (SELECT json_agg(item_seats[i] ORDER BY item_seats[i])::text FROM unnest(x.items) AS i
        WHERE event_ids[x.cart] || ' ' || item_seats[i] = ANY (taken));
    END IF;
    IF x.missing IS NOT NULL THEN
      outcomes[x.cart] := 'seat_unavailable';
      details[x.cart] := x.missing;
      CONTINUE;
    END IF;
    IF rules[x.cart] <> 'off' THEN
      x.missing := hold_orphans(event_ids[x.cart], (SELECT array_agg(item_seats[i]) FROM unnest(x.items) AS i), (
        SELECT coalesce(array_agg(split_part(t, ' ', 2)), '{}') FROM unnest(taken) AS t
        WHERE split_part(t, ' ', 1) = event_ids[x.cart]));
      IF x.missing IS NOT NULL THEN
        outcomes[x.cart] := CASE WHEN kinds[x.cart] = 'best' THEN 'seat_unavailable' ELSE 'orphan_seat' END;
        details[x.cart] := CASE WHEN kinds[x.cart] = 'best' THEN '[]' ELSE x.missing END;
        CONTINUE;
      END IF;
    END IF;
    taken := taken || x.names;
    FOR j IN 1..cardinality(x.items) LOOP
      owners[x.items[j]] := x.cart;
    END LOOP;
  END LOOP;
END $$;

-- Decides many carts at once: each is all or nothing and fails alone; they are decided in the order given, as if one
-- after the other. No two carts of a call have the same pass, or the same event and user (the caller sees to it; where
-- another caller was faster with one of them, or with a key, the call fails by a constraint of uniqueness and is put again).
--
-- Carts are parallel arrays: the new hold's id, event, user, pass, room, kind (`seats`; `best`: seats that the caller
-- chose, any others would do; `places`: general admission; `no_block`, `sold_out`, `contended`: the caller found nothing and
-- would refuse so), quantity, and for the idempotency row the key and fingerprint (null: none). Wanted seats are (cart,
-- seat) pairs in the order of carts; a cart's number is its place in the arrays, from 1.
--
-- Outcomes: held, already_held (the same user has just that), seat_unavailable, orphan_seat, sold_out, contended, no_block,
-- limit_exceeded, not_on_sale, pass_required, unknown_event, unknown_seat, wrong_admission, idempotency_mismatch.
-- `detail`: the JSON list of the seats behind seat_unavailable, orphan_seat and unknown_seat, or which limit was exceeded.
-- `replayed`: the stored answer to the same key. Without `is_durable` the answer may come before the disk has it, and a crash
-- of the server may lose it (what is paid for is always on disk). Who waits longer than `lock_timeout` for another gives way with 55P03.
CREATE FUNCTION hold_batch(
  hold_ids uuid[], event_ids text[], user_ids text[], pass_ids text[], room_ids text[], kinds text[],
  quantities integer[], request_keys bytea[], fingerprints bytea[], item_carts integer[], item_seats text[],
  hold_seconds_default integer, hold_seconds_max integer, payment_seconds integer,
  seats_per_order_most integer, seats_per_user_most integer, is_durable boolean
) RETURNS TABLE (
  cart integer, outcome text, replayed boolean, hold_id uuid, expires_at timestamptz, total bigint, currency text,
  items text, detail text
) LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET enable_material = off
SET plan_cache_mode = force_generic_plan SET lock_timeout = '400ms' AS $$
#variable_conflict use_column
DECLARE
  now_at CONSTANT timestamptz := clock_timestamp();
  carts CONSTANT integer := cardinality(hold_ids);
  has_keys CONSTANT boolean := EXISTS (SELECT 1 FROM unnest(request_keys) AS k WHERE k IS NOT NULL);
  has_places CONSTANT boolean := 'places' = ANY (kinds);
  -- No cart wants two seats.
  is_single CONSTANT boolean := cardinality(item_carts) = (SELECT count(DISTINCT c) FROM unnest(item_carts) AS c);
  -- By cart.
  outcomes text[];
  details text[];
  answers uuid[];
  replays boolean[];
  untils timestamptz[];
  currencies text[];
  are_to_extend boolean[];
  lapsed_of uuid[];
  lapsed_too uuid[];
  rules text[];
  totals bigint[];
  itemised text[];
  -- By item: what stands behind a wanted seat, and the cart that gets it (null: none).
  are_free boolean[];
  tiers_of text[];
  prices bigint[];
  places integer[];
  texts text[];
  rows_at tid[];
  holders uuid[];
  owners integer[];
  lapsed uuid[] := '{}';
  -- Carts that get places of general admission.
  place_carts integer[] := '{}';
  pool record;
  x record;
BEGIN
  IF NOT is_durable THEN
    PERFORM set_config('synchronous_commit', 'off', true);
  END IF;
  -- What speaks against a cart whatever is free. An event's own bounds count, and below them those of the installation.
  SELECT array_agg(split_part(a.outcome, ' ', 1)), array_agg(coalesce(a.stored, nullif(split_part(a.outcome, ' ', 2), ''))),
    array_agg(a.answer), array_agg(a.is_replay), array_agg(a.until), array_agg(a.currency), array_agg(a.is_to_extend),
    array_agg(CASE WHEN a.outcome IS NULL THEN a.own_id END), array_agg(CASE WHEN a.outcome IS NULL THEN a.live_id END),
    array_agg(a.orphan_rule)
  INTO outcomes, details, answers, replays, untils, currencies, are_to_extend, lapsed_of, lapsed_too, rules
  FROM (
    SELECT CASE
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
      WHEN c.kind IN ('no_block', 'sold_out', 'contended') THEN c.kind
    END AS outcome,
      k.detail AS stored, CASE WHEN k.key IS NOT NULL THEN k.hold_id ELSE coalesce(own.id, live.id) END AS answer,
      k.key IS NOT NULL AND k.fingerprint = c.fingerprint AS is_replay, u.until, e.currency,
      p.expires_at < u.until + make_interval(secs => payment_seconds) AS is_to_extend, own.id AS own_id, live.id AS live_id,
      e.orphan_rule
    FROM unnest(event_ids, user_ids, pass_ids, room_ids, kinds, quantities, request_keys, fingerprints)
      WITH ORDINALITY AS c(event, usr, pass, room, kind, quantity, key, fingerprint, n)
    LEFT JOIN LATERAL (
      SELECT key, fingerprint, outcome, detail, hold_id FROM idempotency
      WHERE scope = 'hold:' || c.pass AND key = c.key AND has_keys OFFSET 0) k ON true
    LEFT JOIN LATERAL (
      SELECT id, hold_seconds, currency, orphan_rule, admission, seats_per_order_max, seats_per_user_max, on_sale_at,
        sale_ends_at, start_time
      FROM events WHERE id = c.event OFFSET 0) e ON true
    LEFT JOIN LATERAL (
      SELECT jti, state, expires_at, subject, room_id, epoch FROM passes WHERE jti = c.pass OFFSET 0) p ON true
    LEFT JOIN LATERAL (SELECT event_id, pass_epoch_min FROM rooms WHERE id = p.room_id OFFSET 0) r ON true
    LEFT JOIN LATERAL (
      SELECT id, status, expires_at, event_id, quantity FROM holds
      WHERE pass_id = c.pass AND status IN ('HELD', 'PAYMENT_PENDING', 'CONFIRMED') OFFSET 0) own ON true
    LEFT JOIN LATERAL (
      SELECT id, status, expires_at, quantity FROM holds
      WHERE event_id = c.event AND user_id = c.usr AND status IN ('HELD', 'PAYMENT_PENDING') OFFSET 0) live ON true
    CROSS JOIN LATERAL (
      SELECT now_at + make_interval(secs => coalesce(e.hold_seconds, hold_seconds_default)) AS until) u
    ORDER BY c.n OFFSET 0
  ) a;

  -- Lapsed holds of these buyers, which new ones replace, and counters of general admission: locked in the one order.
  lapsed := array_remove(lapsed_of || lapsed_too, NULL);
  IF lapsed <> '{}' OR has_places THEN
    lapsed := hold_lock_places(outcomes, event_ids, kinds, quantities, lapsed);
  END IF;
  IF lapsed <> '{}' THEN
    PERFORM 1 FROM (
      SELECT event_ids[i.cart] COLLATE "C" AS event_id, i.seat COLLATE "C" AS seat_id
      FROM unnest(item_carts, item_seats) AS i(cart, seat) WHERE outcomes[i.cart] IS NULL
      UNION
      SELECT h.event_id, i.seat_id FROM holds h JOIN hold_items i ON i.hold_id = h.id
      WHERE h.id = ANY (lapsed) AND i.seat_id IS NOT NULL
    ) w JOIN seats s ON s.event_id = w.event_id AND s.seat_id = w.seat_id
    WHERE s.status = 'AVAILABLE' OR (s.status = 'HELD' AND s.hold_expires_at <= clock_timestamp())
    ORDER BY s.event_id, s.seat_id FOR NO KEY UPDATE OF s;
    PERFORM stock_release(lapsed, 'expired');
    UPDATE holds SET status = 'EXPIRED', ended_at = clock_timestamp(), end_reason = 'expired' WHERE id = ANY (lapsed);
  END IF;

  IF item_carts <> '{}' AND array_position(outcomes, NULL) IS NOT NULL THEN
    -- As far as a reader without locks can see. Most who cannot win end here, and have cost nobody else anything.
    SELECT array_agg(a.is_free), array_agg(a.tier), array_agg(a.price_amount), array_agg(a.ordinal), array_agg(a.at),
      array_agg(a.hold_id),
      array_agg(CASE WHEN a.is_free THEN
        '{"seat_id":"' || a.seat_id || '","section":' || to_json(a.section::text) || ',"row":' || to_json(a.row::text)
        || ',"number":' || to_json(a.number::text) || ',"tier":"' || a.tier || '","price":' || a.price_amount || '}'
      END)
    INTO are_free, tiers_of, prices, places, rows_at, holders, texts
    FROM (
      SELECT s.status IS NOT NULL AND (s.status = 'AVAILABLE'
          OR (s.status = 'HELD' AND s.hold_expires_at <= clock_timestamp())) AS is_free,
        s.ctid AS at, s.seat_id, s.section, s.row, s.number, s.tier, s.ordinal, s.hold_id,
        (SELECT t.price_amount FROM tiers t WHERE t.event_id = event_ids[i.cart] COLLATE "C" AND t.id = s.tier)
          AS price_amount
      FROM unnest(item_carts, item_seats) WITH ORDINALITY AS i(cart, seat, n)
      LEFT JOIN LATERAL (
        SELECT ctid, seat_id, section, row, number, tier, ordinal, status, hold_id, hold_expires_at FROM seats
        WHERE event_id = event_ids[i.cart] COLLATE "C" AND seat_id = i.seat COLLATE "C" OFFSET 0) s ON true
      ORDER BY i.n OFFSET 0
    ) a;
    IF false = ANY (are_free) THEN
      FOR x IN
        SELECT i.cart, bool_or(i.place IS NULL) AS is_unknown,
          coalesce(json_agg(i.seat ORDER BY i.seat) FILTER (WHERE i.place IS NULL), json_agg(i.seat ORDER BY i.seat))::text
            AS missing
        FROM unnest(item_carts, item_seats, places, are_free) AS i(cart, seat, place, is_free)
        WHERE NOT i.is_free AND outcomes[i.cart] IS NULL GROUP BY i.cart
      LOOP
        outcomes[x.cart] := CASE WHEN x.is_unknown THEN 'unknown_seat' ELSE 'seat_unavailable' END;
        details[x.cart] := x.missing;
      END LOOP;
    END IF;
    IF array_position(outcomes, NULL) IS NOT NULL THEN
      IF NOT is_single OR EXISTS (SELECT 1 FROM unnest(rules) AS rule WHERE rule <> 'off') THEN
        SELECT * INTO outcomes, details, owners, rows_at, holders
        FROM hold_settle(outcomes, details, event_ids, kinds, rules, item_carts, item_seats, places);
      ELSE
        owners := item_carts;
      END IF;
      -- The row count decides. Carts of one seat need no lock before this; of two that want the same the first gets it.
      WITH marked AS (
        UPDATE seats s SET status = 'HELD', hold_id = hold_ids[i.cart], hold_expires_at = untils[i.cart]
        FROM (
          SELECT i.cart, i.seat, i.n, i.at, i.holder FROM unnest(owners, item_seats, rows_at, holders) WITH ORDINALITY
            AS i(cart, seat, at, holder, n)
          WHERE i.cart IS NOT NULL AND outcomes[i.cart] IS NULL
          ORDER BY event_ids[i.cart] COLLATE "C", i.seat COLLATE "C", i.n OFFSET 0
        ) i
        WHERE s.ctid = i.at AND s.seat_id = i.seat COLLATE "C" AND s.hold_id IS NOT DISTINCT FROM i.holder
          AND (s.status = 'AVAILABLE' OR (s.status = 'HELD' AND s.hold_expires_at <= clock_timestamp()))
        RETURNING i.n, i.cart
      )
      SELECT array_agg(m.cart ORDER BY m.n) AS carts, array_agg(m.n::integer ORDER BY m.n) AS items INTO x FROM marked m;
      IF cardinality(x.items) IS DISTINCT FROM (
        SELECT count(*)::integer FROM unnest(owners) AS o WHERE o IS NOT NULL AND outcomes[o] IS NULL) OR owners <> x.carts
      THEN
        -- Somebody was faster, in this call or in another.
        owners := array_fill(NULL::integer, ARRAY[cardinality(item_carts)]);
        FOR j IN 1..coalesce(cardinality(x.items), 0) LOOP
          owners[x.items[j]] := x.carts[j];
        END LOOP;
        FOR j IN 1..cardinality(item_carts) LOOP
          IF owners[j] IS NULL AND outcomes[item_carts[j]] IS NULL THEN
            IF NOT is_single THEN
              RAISE EXCEPTION 'seat % was locked and free, but could not be taken', item_seats[j];
            END IF;
            outcomes[item_carts[j]] := 'seat_unavailable';
            details[item_carts[j]] := json_build_array(item_seats[j])::text;
          END IF;
        END LOOP;
      END IF;
    END IF;
  END IF;

  IF has_places THEN
    FOR pool IN
      SELECT g.event_id, g.capacity - g.held - g.sold - g.withheld AS free, g.held, g.held AS held_before, g.tier,
        t.price_amount AS price
      FROM general_admission g JOIN tiers t ON t.event_id = g.event_id AND t.id = g.tier
      WHERE g.event_id = ANY (event_ids)
    LOOP
      FOR n IN 1..carts LOOP
        CONTINUE WHEN outcomes[n] IS NOT NULL OR kinds[n] <> 'places' OR event_ids[n] <> pool.event_id;
        IF quantities[n] > pool.free THEN
          outcomes[n] := CASE WHEN pool.free > 0 THEN 'no_block' WHEN pool.held > 0 THEN 'contended' ELSE 'sold_out' END;
          CONTINUE;
        END IF;
        pool.free := pool.free - quantities[n];
        pool.held := pool.held + quantities[n];
        place_carts := place_carts || n;
      END LOOP;
      IF pool.held > pool.held_before THEN
        UPDATE general_admission g SET held = pool.held WHERE g.event_id = pool.event_id;
      END IF;
    END LOOP;
  END IF;

  IF owners IS NOT NULL OR place_carts <> '{}' THEN
    IF EXISTS (SELECT 1 FROM unnest(owners, holders) AS i(owner, holder) WHERE i.owner IS NOT NULL AND i.holder IS NOT NULL)
    THEN
      -- What the sweeper would have done a little later.
      INSERT INTO ledger (event_id, hold_id, from_status, to_status, seat_ids, quantity, reason)
      SELECT event_ids[i.owner], i.holder, 'HELD', 'AVAILABLE', array_agg(i.seat), count(*), 'expired'
      FROM unnest(owners, item_seats, holders) AS i(owner, seat, holder)
      WHERE i.owner IS NOT NULL AND i.holder IS NOT NULL GROUP BY 1, 2;
    END IF;
    WITH won AS MATERIALIZED (
      SELECT i.owner AS cart, sum(i.price)::bigint AS total, array_agg(i.seat ORDER BY i.place) AS seats,
        array_agg(i.tier ORDER BY i.place) AS tiers, array_agg(1) AS counts, array_agg(i.price ORDER BY i.place) AS prices,
        '[' || string_agg(i.text, ',' ORDER BY i.place) || ']' AS items
      FROM unnest(owners, item_seats, tiers_of, prices, places, texts) AS i(owner, seat, tier, price, place, text)
      WHERE i.owner IS NOT NULL GROUP BY i.owner
      UNION ALL
      SELECT p.cart, t.price_amount * quantities[p.cart], NULL, ARRAY[t.id], ARRAY[quantities[p.cart]], ARRAY[t.price_amount],
        '[{"tier":"' || t.id || '","quantity":' || quantities[p.cart] || ',"price":' || t.price_amount || '}]'
      FROM unnest(place_carts) AS p(cart)
      JOIN general_admission g ON g.event_id = event_ids[p.cart] COLLATE "C"
      JOIN tiers t ON t.event_id = g.event_id AND t.id = g.tier
    ), held AS (
      INSERT INTO holds (id, event_id, user_id, pass_id, room_id, quantity, total_amount, currency, created_at, expires_at,
        first_expires_at, expires_at_max, item_seats, item_tiers, item_quantities, item_prices)
      SELECT hold_ids[w.cart], event_ids[w.cart], user_ids[w.cart], pass_ids[w.cart], room_ids[w.cart], quantities[w.cart],
        w.total, currencies[w.cart], now_at, untils[w.cart], untils[w.cart],
        greatest(untils[w.cart], now_at + make_interval(secs => hold_seconds_max)), w.seats, w.tiers, w.counts, w.prices
      FROM won w
    ), noted AS (
      INSERT INTO ledger (event_id, hold_id, from_status, to_status, seat_ids, quantity, reason)
      SELECT event_ids[w.cart], hold_ids[w.cart], 'AVAILABLE', 'HELD', w.seats, quantities[w.cart], 'held' FROM won w
    )
    SELECT array_agg(w.cart ORDER BY w.cart) AS carts, array_agg(w.total ORDER BY w.cart) AS totals,
      array_agg(w.items ORDER BY w.cart) AS items
    INTO x FROM won w;
    totals := array_fill(NULL::bigint, ARRAY[carts]);
    itemised := array_fill(NULL::text, ARRAY[carts]);
    FOR j IN 1..coalesce(cardinality(x.carts), 0) LOOP
      outcomes[x.carts[j]] := 'held';
      answers[x.carts[j]] := hold_ids[x.carts[j]];
      totals[x.carts[j]] := x.totals[j];
      itemised[x.carts[j]] := x.items[j];
    END LOOP;
    -- The pass lives as long as its hold and the payment may.
    IF true = ANY (are_to_extend) THEN
      UPDATE passes p
      SET expires_at = date_trunc('second', untils[w.cart] + make_interval(secs => payment_seconds + 1))
      FROM (SELECT w.cart::integer FROM unnest(outcomes) WITH ORDINALITY AS w(outcome, cart) WHERE w.outcome = 'held'
        ORDER BY pass_ids[w.cart] OFFSET 0) w
      WHERE p.jti = pass_ids[w.cart] AND p.expires_at < untils[w.cart] + make_interval(secs => payment_seconds)
        AND are_to_extend[w.cart];
    END IF;
  END IF;

  -- The answer is kept with its effect; a refusal that would be the same a moment later is kept too.
  IF has_keys THEN
    INSERT INTO idempotency (scope, key, fingerprint, outcome, hold_id, detail, status)
    SELECT 'hold:' || c.pass, c.key, c.fingerprint, c.outcome, c.answer, c.detail,
      CASE WHEN c.outcome = 'held' THEN 201 ELSE 409 END
    FROM unnest(pass_ids, request_keys, fingerprints, outcomes, answers, details, replays, kinds)
      AS c(pass, key, fingerprint, outcome, answer, detail, replayed, kind)
    WHERE c.key IS NOT NULL AND NOT c.replayed
      AND (c.outcome IN ('held', 'sold_out', 'no_block', 'limit_exceeded')
        OR (c.outcome = 'seat_unavailable' AND c.kind = 'seats'))
    ORDER BY c.pass;
  END IF;

  RETURN QUERY
  SELECT c.n::integer, c.outcome, c.replayed, c.answer,
    CASE WHEN c.items IS NOT NULL THEN c.until WHEN c.outcome = 'already_held' THEN h.expires_at ELSE h.first_expires_at END,
    coalesce(c.total, h.total_amount), coalesce(c.currency, h.currency),
    CASE WHEN h.id IS NOT NULL AND c.outcome IN ('held', 'already_held') THEN hold_items_json(h.id) ELSE c.items END,
    c.detail
  FROM unnest(outcomes, answers, replays, details, untils, totals, currencies, itemised)
    WITH ORDINALITY AS c(outcome, answer, replayed, detail, until, total, currency, items, n)
  LEFT JOIN LATERAL (
    SELECT id, expires_at, first_expires_at, total_amount, currency FROM holds
    WHERE c.items IS NULL AND id = c.answer OFFSET 0) h ON true;
END $$;
