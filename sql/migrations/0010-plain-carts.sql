-- The hold, faster: the same decisions with less work for each cart.
--
-- Carts of one seat each, which is most of a rush, are read, taken and written side by side with their items; who wins is
-- answered by the statement that writes the hold. Guards that only ever object do so after the row is written: a trigger
-- before an update locks each row once more, whatever it finds.

DROP TRIGGER seat_guard ON seats;
CREATE TRIGGER seat_guard AFTER UPDATE OF status, hold_id ON seats FOR EACH ROW
  WHEN (OLD.status = 'SOLD' OR (OLD.status = 'AVAILABLE' AND NEW.status = 'SOLD')
    OR (OLD.status = 'HELD' AND NEW.hold_id <> OLD.hold_id))
  EXECUTE FUNCTION seat_guard();

DROP TRIGGER seat_house_guard ON seats;
CREATE TRIGGER seat_house_guard AFTER UPDATE OF status ON seats FOR EACH ROW
  WHEN ((OLD.status = 'WITHHELD' AND NEW.status NOT IN ('WITHHELD', 'AVAILABLE'))
    OR (NEW.status = 'WITHHELD' AND OLD.status NOT IN ('WITHHELD', 'AVAILABLE')))
  EXECUTE FUNCTION seat_house_guard();

-- Asked only where there is something to object to.
DROP TRIGGER pass_guard ON passes;
CREATE TRIGGER pass_guard AFTER UPDATE ON passes FOR EACH ROW
  WHEN (OLD.state <> 'active' OR NEW.expires_at < OLD.expires_at
    OR (NEW.jti, NEW.room_id, NEW.ticket_id, NEW.turn, NEW.epoch, NEW.subject, NEW.key_id, NEW.issued_at,
        NEW.minted_expires_at)
      IS DISTINCT FROM (OLD.jti, OLD.room_id, OLD.ticket_id, OLD.turn, OLD.epoch, OLD.subject, OLD.key_id, OLD.issued_at,
        OLD.minted_expires_at))
  EXECUTE FUNCTION pass_guard();

-- One statement for all passes that an update changes.
DROP TRIGGER pass_changed ON passes;
CREATE OR REPLACE FUNCTION pass_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO pass_changes (jti, room_id, state, expires_at) SELECT jti, room_id, state, expires_at FROM changed;
  RETURN NULL;
END $$;
CREATE TRIGGER pass_changed AFTER UPDATE ON passes REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION pass_changed();

-- As in 0008, where its promises are described. The quantity of a cart that wants seats is how many it names.
CREATE OR REPLACE FUNCTION hold_batch(
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
  has_keys CONSTANT boolean := array_remove(request_keys, NULL) <> '{}';
  has_places CONSTANT boolean := 'places' = ANY (kinds);
  -- Every cart wants exactly one seat: items and carts are the same rows then, and are read side by side. (An element in the
  -- middle of an array of texts is found by walking there.)
  is_plain CONSTANT boolean := cardinality(item_carts) = carts AND 1 = ALL (quantities);
  -- No cart wants two seats.
  is_single CONSTANT boolean := is_plain
    OR cardinality(item_carts) = (SELECT count(DISTINCT c) FROM unnest(item_carts) AS c);
  -- By cart.
  outcomes text[];
  details text[];
  answers uuid[];
  replays boolean[];
  untils timestamptz[];
  currencies text[];
  has_rules boolean;
  are_to_extend boolean[];
  lapsed_of uuid[];
  lapsed_too uuid[];
  rules text[];
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
  -- Items that this call tries to take.
  wanted integer;
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
        concat('{"seat_id":"', a.seat_id, '","section":', to_json(a.section::text), ',"row":', to_json(a.row::text),
          ',"number":', to_json(a.number::text), ',"tier":"', a.tier, '","price":', a.price_amount, '}')
      END)
    INTO are_free, tiers_of, prices, places, rows_at, holders, texts
    FROM (
      SELECT s.is_free IS TRUE AS is_free, s.ctid AS at, s.seat_id, s.section, s.row, s.number, s.tier, s.ordinal, s.hold_id,
        CASE WHEN s.is_free THEN (SELECT t.price_amount FROM tiers t WHERE t.event_id = i.event AND t.id = s.tier) END
          AS price_amount
      FROM (
        SELECT (CASE WHEN is_plain THEN i.event ELSE event_ids[i.cart] END) COLLATE "C" AS event, i.seat COLLATE "C" AS seat,
          i.n
        FROM unnest(item_carts, item_seats, event_ids) WITH ORDINALITY AS i(cart, seat, event, n)
        WHERE i.cart IS NOT NULL
      ) i
      LEFT JOIN LATERAL (
        SELECT ctid, seat_id, section, row, number, tier, ordinal, hold_id,
          status = 'AVAILABLE' OR (status = 'HELD' AND hold_expires_at <= clock_timestamp()) AS is_free
        FROM seats WHERE event_id = i.event AND seat_id = i.seat OFFSET 0) s ON true
      ORDER BY i.n OFFSET 0
    ) a;
    IF false = ANY (are_free) AND is_plain THEN
      SELECT array_agg(coalesce(i.outcome, CASE
          WHEN i.is_free THEN NULL WHEN i.place IS NULL THEN 'unknown_seat' ELSE 'seat_unavailable' END)),
        array_agg(CASE WHEN i.outcome IS NULL AND NOT i.is_free THEN concat('[', to_json(i.seat), ']') ELSE i.detail END)
      INTO outcomes, details
      FROM (
        SELECT i.outcome, i.detail, i.seat, i.place, i.is_free
        FROM unnest(outcomes, details, item_seats, places, are_free) WITH ORDINALITY
          AS i(outcome, detail, seat, place, is_free, n)
        ORDER BY i.n OFFSET 0
      ) i;
    ELSIF false = ANY (are_free) THEN
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
      has_rules := coalesce('lenient' = ANY (rules) OR 'strict' = ANY (rules), false);
      IF NOT is_single OR has_rules THEN
        SELECT * INTO outcomes, details, owners, rows_at, holders
        FROM hold_settle(outcomes, details, event_ids, kinds, rules, item_carts, item_seats, places);
      ELSE
        owners := item_carts;
      END IF;
      -- The row count decides. Carts of one seat need no lock before this; of two that want the same the first gets it.
      WITH marked AS (
        UPDATE seats s SET status = 'HELD', hold_id = hold_ids[i.cart], hold_expires_at = untils[i.cart]
        FROM (
          SELECT i.cart, i.seat COLLATE "C" AS seat, i.n, i.at, i.holder
          FROM unnest(owners, item_seats, rows_at, holders, event_ids, outcomes) WITH ORDINALITY
            AS i(cart, seat, at, holder, event, outcome, n)
          WHERE i.cart IS NOT NULL AND CASE WHEN is_plain THEN i.outcome ELSE outcomes[i.cart] END IS NULL
          ORDER BY (CASE WHEN is_plain THEN i.event ELSE event_ids[i.cart] END) COLLATE "C", i.seat COLLATE "C", i.n OFFSET 0
        ) i
        WHERE s.ctid = i.at AND s.seat_id = i.seat AND s.hold_id IS NOT DISTINCT FROM i.holder
          AND (s.status = 'AVAILABLE' OR (s.status = 'HELD' AND s.hold_expires_at <= clock_timestamp()))
        RETURNING i.n, i.cart
      )
      SELECT array_agg(m.cart) AS carts, array_agg(m.n::integer) AS items, count(*) AS count INTO x FROM marked m;
      IF is_plain THEN
        wanted := cardinality(array_positions(outcomes, NULL));
      ELSE
        wanted := (SELECT count(*) FROM unnest(owners) AS o WHERE o IS NOT NULL AND outcomes[o] IS NULL);
      END IF;
      IF x.count < wanted OR wanted < cardinality(item_carts) THEN
        -- Refused before, or somebody was faster, in this call or in another.
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
    IF array_remove(holders, NULL) <> '{}' THEN
      -- What the sweeper would have done a little later.
      INSERT INTO ledger (event_id, hold_id, from_status, to_status, seat_ids, quantity, reason)
      SELECT event_ids[i.owner], i.holder, 'HELD', 'AVAILABLE', array_agg(i.seat), count(*), 'expired'
      FROM unnest(owners, item_seats, holders) AS i(owner, seat, holder)
      WHERE i.owner IS NOT NULL AND i.holder IS NOT NULL GROUP BY 1, 2;
    END IF;
    RETURN QUERY
    WITH won AS MATERIALIZED (
      SELECT i.owner AS cart, i.id, i.event, i.usr, i.pass, i.room, 1 AS quantity, i.price AS total, i.currency, i.until,
        ARRAY[i.seat] AS seats, ARRAY[i.tier] AS tiers, ARRAY[1] AS counts, ARRAY[i.price] AS prices, '[' || i.text || ']' AS items
      FROM unnest(owners, hold_ids, event_ids, user_ids, pass_ids, room_ids, currencies, untils, item_seats, tiers_of, prices,
        texts) AS i(owner, id, event, usr, pass, room, currency, until, seat, tier, price, text)
      WHERE is_plain AND i.owner IS NOT NULL
      UNION ALL
      SELECT w.cart, hold_ids[w.cart], event_ids[w.cart], user_ids[w.cart], pass_ids[w.cart], room_ids[w.cart],
        quantities[w.cart], w.total, currencies[w.cart], untils[w.cart], w.seats, w.tiers, w.counts, w.prices, w.items
      FROM (
        SELECT i.owner AS cart, sum(i.price)::bigint AS total, array_agg(i.seat ORDER BY i.place) AS seats,
          array_agg(i.tier ORDER BY i.place) AS tiers, array_agg(1) AS counts, array_agg(i.price ORDER BY i.place) AS prices,
          '[' || string_agg(i.text, ',' ORDER BY i.place) || ']' AS items
        FROM unnest(owners, item_seats, tiers_of, prices, places, texts) AS i(owner, seat, tier, price, place, text)
        WHERE NOT is_plain AND i.owner IS NOT NULL GROUP BY i.owner
        UNION ALL
        SELECT p.cart, t.price_amount * quantities[p.cart], NULL, ARRAY[t.id], ARRAY[quantities[p.cart]],
          ARRAY[t.price_amount],
          '[{"tier":"' || t.id || '","quantity":' || quantities[p.cart] || ',"price":' || t.price_amount || '}]'
        FROM unnest(place_carts) AS p(cart)
        JOIN general_admission g ON g.event_id = event_ids[p.cart] COLLATE "C"
        JOIN tiers t ON t.event_id = g.event_id AND t.id = g.tier
        WHERE NOT is_plain
      ) w
    ), held AS (
      INSERT INTO holds (id, event_id, user_id, pass_id, room_id, quantity, total_amount, currency, created_at, expires_at,
        first_expires_at, expires_at_max, item_seats, item_tiers, item_quantities, item_prices)
      SELECT w.id, w.event, w.usr, w.pass, w.room, w.quantity, w.total, w.currency, now_at, w.until, w.until,
        greatest(w.until, now_at + make_interval(secs => hold_seconds_max)), w.seats, w.tiers, w.counts, w.prices
      FROM won w
    ), noted AS (
      INSERT INTO ledger (event_id, hold_id, from_status, to_status, seat_ids, quantity, reason)
      SELECT w.event, w.id, 'AVAILABLE', 'HELD', w.seats, w.quantity, 'held' FROM won w
    )
    SELECT w.cart, 'held', false, w.id, w.until, w.total, w.currency, w.items, NULL FROM won w;
    -- The pass lives as long as its hold and the payment may.
    IF true = ANY (are_to_extend) THEN
      UPDATE passes p
      SET expires_at = date_trunc('second', w.until + make_interval(secs => payment_seconds + 1))
      FROM (
        SELECT c.pass, c.until FROM unnest(outcomes, pass_ids, untils, are_to_extend) AS c(outcome, pass, until, is_to_extend)
        WHERE c.outcome IS NULL AND c.is_to_extend ORDER BY c.pass OFFSET 0
      ) w
      WHERE p.jti = w.pass AND p.expires_at < w.until + make_interval(secs => payment_seconds);
    END IF;
  END IF;

  -- The answer is kept with its effect; a refusal that would be the same a moment later is kept too.
  IF has_keys THEN
    INSERT INTO idempotency (scope, key, fingerprint, outcome, hold_id, detail, status)
    SELECT 'hold:' || c.pass, c.key, c.fingerprint, coalesce(c.outcome, 'held'),
      CASE WHEN c.outcome IS NULL THEN c.id ELSE c.answer END, c.detail, CASE WHEN c.outcome IS NULL THEN 201 ELSE 409 END
    FROM unnest(hold_ids, pass_ids, request_keys, fingerprints, outcomes, answers, details, replays, kinds)
      AS c(id, pass, key, fingerprint, outcome, answer, detail, replayed, kind)
    WHERE c.key IS NOT NULL AND NOT c.replayed
      AND (c.outcome IS NULL OR c.outcome IN ('sold_out', 'no_block', 'limit_exceeded')
        OR (c.outcome = 'seat_unavailable' AND c.kind = 'seats'))
    ORDER BY c.pass;
  END IF;

  -- Who has won has been answered.
  IF array_remove(outcomes, NULL) <> '{}' THEN
    RETURN QUERY
    SELECT c.n::integer, c.outcome, c.replayed, c.answer,
      CASE WHEN c.outcome = 'already_held' THEN h.expires_at ELSE h.first_expires_at END,
      h.total_amount, h.currency, CASE WHEN c.outcome IN ('held', 'already_held') THEN hold_items_json(h.id) END, c.detail
    FROM unnest(outcomes, answers, replays, details) WITH ORDINALITY AS c(outcome, answer, replayed, detail, n)
    LEFT JOIN LATERAL (
      SELECT id, expires_at, first_expires_at, total_amount, currency FROM holds
      WHERE id = c.answer AND c.outcome IN ('held', 'already_held') OFFSET 0) h ON true
    WHERE c.outcome IS NOT NULL;
  END IF;
END $$;
