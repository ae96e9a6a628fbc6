-- Places that the house keeps back from sale, each under the name of an allotment: press, sponsors, broken seats.
--
-- Numbered seats get a status of their own, so that nothing that asks for AVAILABLE ever finds them; places of general
-- admission are counted. Both are moves of stock and stand in the ledger.

ALTER TABLE seats ADD COLUMN allotment seat_label;
ALTER TABLE seats DROP CONSTRAINT seats_status;
ALTER TABLE seats ADD CONSTRAINT seats_status CHECK (
  CASE status
    WHEN 'AVAILABLE' THEN hold_id IS NULL AND hold_expires_at IS NULL AND allotment IS NULL
    WHEN 'HELD' THEN hold_id IS NOT NULL AND hold_expires_at IS NOT NULL AND allotment IS NULL
    WHEN 'SOLD' THEN hold_id IS NOT NULL AND hold_expires_at IS NULL AND allotment IS NULL
    WHEN 'WITHHELD' THEN hold_id IS NULL AND hold_expires_at IS NULL AND allotment IS NOT NULL
    ELSE false
  END);

ALTER TABLE general_admission ADD COLUMN withheld integer NOT NULL DEFAULT 0 CHECK (withheld >= 0);
ALTER TABLE general_admission DROP CONSTRAINT general_admission_not_oversold;
ALTER TABLE general_admission ADD CONSTRAINT general_admission_not_oversold CHECK (held + sold + withheld <= capacity);

-- What of `general_admission.withheld` belongs to whom.
CREATE TABLE withheld_places (
  event_id text COLLATE "C" NOT NULL REFERENCES general_admission (event_id),
  allotment seat_label NOT NULL,
  quantity integer NOT NULL CHECK (quantity >= 1),
  PRIMARY KEY (event_id, allotment)
);

-- A move to or from the house has an allotment where others have a hold.
ALTER TABLE ledger ALTER COLUMN hold_id DROP NOT NULL;
ALTER TABLE ledger ADD COLUMN allotment seat_label;
ALTER TABLE ledger DROP CONSTRAINT ledger_transition;
ALTER TABLE ledger ADD CONSTRAINT ledger_transition CHECK ((from_status, to_status) IN (
  ('AVAILABLE', 'HELD'), ('HELD', 'AVAILABLE'), ('HELD', 'SOLD'), ('SOLD', 'AVAILABLE'), ('AVAILABLE', 'WITHHELD'),
  ('WITHHELD', 'AVAILABLE')));
ALTER TABLE ledger ADD CONSTRAINT ledger_owner CHECK (
  (hold_id IS NULL) = ('WITHHELD' IN (from_status, to_status)) AND (hold_id IS NULL) = (allotment IS NOT NULL));

CREATE FUNCTION seat_house_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'seat % of % may not go from % to %', OLD.seat_id, OLD.event_id, OLD.status, NEW.status
    USING ERRCODE = 'check_violation', CONSTRAINT = 'seats_withheld';
END $$;

CREATE TRIGGER seat_house_guard BEFORE UPDATE OF status ON seats FOR EACH ROW
  WHEN ((OLD.status = 'WITHHELD' AND NEW.status NOT IN ('WITHHELD', 'AVAILABLE'))
    OR (NEW.status = 'WITHHELD' AND OLD.status NOT IN ('WITHHELD', 'AVAILABLE')))
  EXECUTE FUNCTION seat_house_guard();

-- Keeps seats (or so many places of general admission) back for an allotment, all or nothing; seats that it has already
-- stay. Outcomes: done, unknown_event, wrong_admission, unknown_seat, seat_unavailable, no_block; `detail` is the JSON list
-- of the seats behind a refusal, `moved` how many places went to the house.
CREATE FUNCTION stock_withhold(event text, name text, wanted text[], places integer)
RETURNS TABLE (outcome text, moved integer, detail text)
LANGUAGE plpgsql SET enable_seqscan = off SET lock_timeout = '5s' AS $$
#variable_conflict use_column
DECLARE
  e events%ROWTYPE;
  g general_admission%ROWTYPE;
BEGIN
  SELECT * INTO e FROM events WHERE id = event;
  outcome := CASE WHEN e.id IS NULL THEN 'unknown_event' WHEN (e.admission = 'general') <> (places IS NOT NULL)
    THEN 'wrong_admission' ELSE 'done' END;
  moved := 0;
  IF outcome <> 'done' THEN
    RETURN NEXT;
    RETURN;
  END IF;
  IF places IS NOT NULL THEN
    SELECT * INTO g FROM general_admission WHERE event_id = event FOR NO KEY UPDATE;
    IF g.capacity - g.held - g.sold - g.withheld < places THEN
      outcome := 'no_block';
    ELSE
      moved := places;
      UPDATE general_admission SET withheld = withheld + places WHERE event_id = event;
      INSERT INTO withheld_places (event_id, allotment, quantity) VALUES (event, name, places)
      ON CONFLICT (event_id, allotment) DO UPDATE SET quantity = withheld_places.quantity + excluded.quantity;
      INSERT INTO ledger (event_id, from_status, to_status, quantity, reason, allotment)
      VALUES (event, 'AVAILABLE', 'WITHHELD', places, 'withheld', name);
    END IF;
    RETURN NEXT;
    RETURN;
  END IF;
  PERFORM 1 FROM seats s WHERE s.event_id = event AND s.seat_id = ANY (wanted)
  ORDER BY s.event_id, s.seat_id FOR NO KEY UPDATE;
  SELECT CASE WHEN bool_or(s.seat_id IS NULL) THEN 'unknown_seat' ELSE 'seat_unavailable' END,
    json_agg(w.seat ORDER BY w.seat)::text
  INTO outcome, detail FROM unnest(wanted) AS w(seat)
  LEFT JOIN seats s ON s.event_id = event AND s.seat_id = w.seat
  WHERE s.seat_id IS NULL OR (s.status <> 'AVAILABLE' AND s.allotment IS DISTINCT FROM name) HAVING count(*) > 0;
  IF FOUND THEN
    RETURN NEXT;
    RETURN;
  END IF;
  outcome := 'done';
  WITH taken AS (
    UPDATE seats s SET status = 'WITHHELD', allotment = name
    WHERE s.event_id = event AND s.seat_id = ANY (wanted) AND s.status = 'AVAILABLE' RETURNING s.seat_id
  ), noted AS (
    INSERT INTO ledger (event_id, from_status, to_status, seat_ids, quantity, reason, allotment)
    SELECT event, 'AVAILABLE', 'WITHHELD', array_agg(seat_id ORDER BY seat_id), count(*), 'withheld', name FROM taken
    HAVING count(*) > 0
  )
  SELECT count(*) INTO moved FROM taken;
  RETURN NEXT;
END $$;

-- Puts an allotment's seats on sale: those named, or all (null); of general admission so many places, or all (null).
-- Outcomes: done, unknown_event, seat_unavailable (`detail`: seats that are not the allotment's), no_block (it has not so
-- many).
CREATE FUNCTION stock_offer(event text, name text, wanted text[], places integer)
RETURNS TABLE (outcome text, moved integer, detail text)
LANGUAGE plpgsql SET enable_seqscan = off SET lock_timeout = '5s' AS $$
#variable_conflict use_column
DECLARE
  has integer;
BEGIN
  moved := 0;
  outcome := 'done';
  IF NOT EXISTS (SELECT 1 FROM events WHERE id = event) THEN
    outcome := 'unknown_event';
    RETURN NEXT;
    RETURN;
  END IF;
  IF EXISTS (SELECT 1 FROM general_admission WHERE event_id = event) THEN
    PERFORM 1 FROM general_admission WHERE event_id = event FOR NO KEY UPDATE;
    SELECT quantity INTO has FROM withheld_places WHERE event_id = event AND allotment = name;
    IF coalesce(has, 0) < coalesce(places, 0) THEN
      outcome := 'no_block';
    ELSIF has IS NOT NULL THEN
      moved := coalesce(places, has);
      UPDATE general_admission SET withheld = withheld - moved WHERE event_id = event;
      DELETE FROM withheld_places WHERE event_id = event AND allotment = name AND quantity = moved;
      UPDATE withheld_places SET quantity = quantity - moved WHERE event_id = event AND allotment = name;
      INSERT INTO ledger (event_id, from_status, to_status, quantity, reason, allotment)
      VALUES (event, 'WITHHELD', 'AVAILABLE', moved, 'offered', name);
    END IF;
    RETURN NEXT;
    RETURN;
  END IF;
  PERFORM 1 FROM seats s WHERE s.event_id = event AND s.allotment = name AND (wanted IS NULL OR s.seat_id = ANY (wanted))
  ORDER BY s.event_id, s.seat_id FOR NO KEY UPDATE;
  SELECT json_agg(w.seat ORDER BY w.seat)::text INTO detail FROM unnest(wanted) AS w(seat)
  LEFT JOIN seats s ON s.event_id = event AND s.seat_id = w.seat AND s.allotment = name WHERE s.seat_id IS NULL;
  IF detail IS NOT NULL THEN
    outcome := 'seat_unavailable';
    RETURN NEXT;
    RETURN;
  END IF;
  WITH offered AS (
    UPDATE seats s SET status = 'AVAILABLE', allotment = NULL
    WHERE s.event_id = event AND s.allotment = name AND (wanted IS NULL OR s.seat_id = ANY (wanted)) RETURNING s.seat_id
  ), noted AS (
    INSERT INTO ledger (event_id, from_status, to_status, seat_ids, quantity, reason, allotment)
    SELECT event, 'WITHHELD', 'AVAILABLE', array_agg(seat_id ORDER BY seat_id), count(*), 'offered', name FROM offered
    HAVING count(*) > 0
  )
  SELECT count(*) INTO moved FROM offered;
  RETURN NEXT;
END $$;

-- What a hold asks for stands in its own row: one row and one index entry less for each item. `hold_items` stays as the
-- way to read it.
ALTER TABLE holds ADD COLUMN item_seats text[], ADD COLUMN item_tiers text[], ADD COLUMN item_quantities integer[],
  ADD COLUMN item_prices bigint[];
UPDATE holds h SET item_seats = i.seats, item_tiers = i.tiers, item_quantities = i.quantities, item_prices = i.prices
FROM (
  SELECT hold_id, CASE WHEN count(seat_id) > 0 THEN array_agg(seat_id ORDER BY item) END AS seats,
    array_agg(tier ORDER BY item) AS tiers, array_agg(quantity ORDER BY item) AS quantities,
    array_agg(price_amount ORDER BY item) AS prices
  FROM hold_items GROUP BY hold_id
) i WHERE i.hold_id = h.id;
ALTER TABLE holds ALTER COLUMN item_tiers SET NOT NULL, ALTER COLUMN item_quantities SET NOT NULL,
  ALTER COLUMN item_prices SET NOT NULL,
  ADD CONSTRAINT holds_items CHECK (
    cardinality(item_tiers) >= 1 AND cardinality(item_quantities) = cardinality(item_tiers)
    AND cardinality(item_prices) = cardinality(item_tiers)
    AND (item_seats IS NULL OR (cardinality(item_seats) = cardinality(item_tiers) AND quantity = cardinality(item_seats))));
DROP TABLE hold_items;
CREATE VIEW hold_items AS
SELECT h.id AS hold_id, i.item::integer AS item, i.seat_id COLLATE "C" AS seat_id, i.tier COLLATE "C" AS tier, i.quantity,
  i.price_amount
FROM holds h CROSS JOIN LATERAL unnest(h.item_seats, h.item_tiers, h.item_quantities, h.item_prices)
  WITH ORDINALITY AS i(seat_id, tier, quantity, price_amount, item);

-- Whether a cart may leave a single free seat beside it: `OrphanRule` in the program says what the words mean.
ALTER TABLE events ADD COLUMN orphan_rule text NOT NULL DEFAULT 'off' CHECK (orphan_rule IN ('off', 'lenient', 'strict'));

-- As 0006, and the rule beside the rest.
CREATE OR REPLACE FUNCTION event_import(
  document jsonb, seat_ids text[], seat_sections text[], seat_rows text[], seat_numbers text[], seat_tiers text[],
  seat_x bigint[], seat_y bigint[]
) RETURNS TABLE (created boolean, details_changed boolean, seats_added bigint, seats_changed bigint, seats_removed bigint)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  event CONSTANT text := document ->> 'event_id';
  digest bytea;
  old events%ROWTYPE;
  used text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('event_import'));
  digest := sha256(convert_to(document::text || jsonb_build_array(
    to_jsonb(seat_ids), to_jsonb(seat_sections), to_jsonb(seat_rows), to_jsonb(seat_numbers), to_jsonb(seat_tiers),
    to_jsonb(seat_x), to_jsonb(seat_y))::text, 'UTF8'));
  SELECT * INTO old FROM events WHERE id = event;
  IF old.document_sha256 = digest THEN
    RETURN QUERY SELECT false, false, 0::bigint, 0::bigint, 0::bigint;
    RETURN;
  END IF;
  created := old.id IS NULL;
  details_changed := NOT created;
  IF old.admission <> document ->> 'admission' AND EXISTS (SELECT 1 FROM ledger l WHERE l.event_id = event) THEN
    RAISE EXCEPTION 'event % has been on sale: it cannot change between reserved seats and general admission', event
      USING ERRCODE = 'check_violation', CONSTRAINT = 'event_import_admission';
  END IF;

  INSERT INTO venues (id, name) VALUES (document #>> '{venue,venue_id}', document #>> '{venue,name}')
  ON CONFLICT (id) DO UPDATE SET name = excluded.name;
  INSERT INTO events (id, venue_id, name, start_time, on_sale_at, sale_ends_at, admission, currency, seats_per_order_max,
    seats_per_user_max, hold_seconds, capacity, map, document_sha256, orphan_rule)
  SELECT event, document #>> '{venue,venue_id}', d.name, d.start_time, d.on_sale_at, d.sale_ends_at, d.admission,
    d.currency, d.seats_per_order_max, d.seats_per_user_max, d.hold_seconds,
    coalesce((document #>> '{general_admission,capacity}')::integer, cardinality(seat_ids)), d.map, digest,
    coalesce(d.orphan_rule, 'off')
  FROM jsonb_to_record(document) AS d(name text, start_time timestamptz, on_sale_at timestamptz, sale_ends_at timestamptz,
    admission text, currency text, seats_per_order_max integer, seats_per_user_max integer, hold_seconds integer, map jsonb,
    orphan_rule text)
  ON CONFLICT (id) DO UPDATE SET venue_id = excluded.venue_id, name = excluded.name, start_time = excluded.start_time,
    on_sale_at = excluded.on_sale_at, sale_ends_at = excluded.sale_ends_at, admission = excluded.admission,
    currency = excluded.currency, seats_per_order_max = excluded.seats_per_order_max,
    seats_per_user_max = excluded.seats_per_user_max, hold_seconds = excluded.hold_seconds, capacity = excluded.capacity,
    map = excluded.map, document_sha256 = excluded.document_sha256, orphan_rule = excluded.orphan_rule,
    updated_at = clock_timestamp();
  INSERT INTO tiers (event_id, id, name, price_amount, color, ordinal)
  SELECT event, t.tier, t.name, t.price, t.color, t.ordinal FROM ROWS FROM (
    jsonb_to_recordset(document -> 'tiers') AS (tier text, name text, price bigint, color text)) WITH ORDINALITY
    AS t(tier, name, price, color, ordinal)
  ON CONFLICT (event_id, id) DO UPDATE SET name = excluded.name, price_amount = excluded.price_amount,
    color = excluded.color, ordinal = excluded.ordinal;
  DELETE FROM sections WHERE event_id = event;
  INSERT INTO sections (event_id, id, name, ordinal, outline)
  SELECT event, s.section, s.name, s.ordinal, s.outline FROM ROWS FROM (
    jsonb_to_recordset(document -> 'sections') AS (section text, name text, outline jsonb)) WITH ORDINALITY
    AS s(section, name, outline, ordinal);

  SELECT string_agg(seat_id, ', ' ORDER BY seat_id) INTO used FROM (
    SELECT s.seat_id FROM seats s
    WHERE s.event_id = event AND s.status <> 'AVAILABLE' AND s.seat_id <> ALL (seat_ids) LIMIT 10) u;
  IF used IS NOT NULL THEN
    RAISE EXCEPTION 'seats that are held or sold are missing from the file: %', used
      USING ERRCODE = 'check_violation', CONSTRAINT = 'event_import_seats_in_use';
  END IF;
  CREATE TEMPORARY TABLE wanted_seats ON COMMIT DROP AS
    SELECT w.id COLLATE "C" AS id, w.section, w.row, w.number, w.tier, (w.ordinal - 1)::integer AS ordinal,
      (w.x / 100.0)::real AS x, (w.y / 100.0)::real AS y
    FROM unnest(seat_ids, seat_sections, seat_rows, seat_numbers, seat_tiers, seat_x, seat_y)
      WITH ORDINALITY AS w(id, section, row, number, tier, x, y, ordinal);
  ANALYZE wanted_seats;
  DELETE FROM seats s WHERE s.event_id = event AND NOT EXISTS (SELECT 1 FROM wanted_seats w WHERE w.id = s.seat_id);
  GET DIAGNOSTICS seats_removed = ROW_COUNT;
  -- Ordinals are unique at every moment: those that change go out of the way first.
  UPDATE seats s SET ordinal = -1 - s.ordinal FROM wanted_seats w
  WHERE s.event_id = event AND s.seat_id = w.id AND s.ordinal <> w.ordinal;
  UPDATE seats s SET section = w.section, row = w.row, number = w.number, tier = w.tier, ordinal = w.ordinal
  FROM wanted_seats w WHERE s.event_id = event AND s.seat_id = w.id
    AND (s.section, s.row, s.number, s.tier, s.ordinal) IS DISTINCT FROM (w.section, w.row, w.number, w.tier, w.ordinal);
  GET DIAGNOSTICS seats_changed = ROW_COUNT;
  INSERT INTO seats (event_id, seat_id, section, row, number, tier, ordinal)
  SELECT event, w.id, w.section, w.row, w.number, w.tier, w.ordinal FROM wanted_seats w
  WHERE NOT EXISTS (SELECT 1 FROM seats s WHERE s.event_id = event AND s.seat_id = w.id)
  ORDER BY w.ordinal;
  GET DIAGNOSTICS seats_added = ROW_COUNT;
  INSERT INTO seat_positions (event_id, seat_id, x, y) SELECT event, w.id, w.x, w.y FROM wanted_seats w
  ON CONFLICT (event_id, seat_id) DO UPDATE SET x = excluded.x, y = excluded.y
    WHERE (seat_positions.x, seat_positions.y) IS DISTINCT FROM (excluded.x, excluded.y);
  DROP TABLE wanted_seats;

  IF jsonb_typeof(document -> 'general_admission') = 'object' THEN
    INSERT INTO general_admission (event_id, tier, capacity)
    VALUES (event, document #>> '{general_admission,tier}', (document #>> '{general_admission,capacity}')::integer)
    ON CONFLICT (event_id) DO UPDATE SET tier = excluded.tier, capacity = excluded.capacity;
  ELSE
    DELETE FROM general_admission WHERE event_id = event;
  END IF;
  DELETE FROM tiers t WHERE t.event_id = event
    AND t.id NOT IN (SELECT d ->> 'tier' FROM jsonb_array_elements(document -> 'tiers') AS d);
  RETURN NEXT;
END $$;

-- The pass is found by its index: the names of holds and passes have different collations, and only one of them is the
-- index's.
CREATE OR REPLACE FUNCTION payment_captured(payment uuid, answer_status integer, answer_body text) RETURNS text
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
  WHERE jti = h.pass_id COLLATE "default" AND state = 'active';
  RETURN 'done';
END $$;

-- Plans are kept for as long as a connection lives, and may have been made when the tables were all but empty: each
-- join in these functions is a nested loop over an index, whatever the planner believes.
ALTER FUNCTION stock_release(uuid[], text) SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off;
ALTER FUNCTION hold_sweep(integer) SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off;
ALTER FUNCTION hold_give_back(uuid) SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off;
ALTER FUNCTION hold_items_json(uuid) SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off;
ALTER FUNCTION stock_lock(uuid) SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off;
ALTER FUNCTION payment_begin(uuid, uuid, text, text, bytea, bytea, integer, integer) SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off;
ALTER FUNCTION payment_authorized(uuid, text, uuid, integer, integer, text) SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off;
ALTER FUNCTION stock_reacquire(uuid) SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off;
ALTER FUNCTION stock_sell(uuid, uuid) SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off;
ALTER FUNCTION stock_unsell(uuid, text) SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off;
ALTER FUNCTION payment_captured(uuid, integer, text) SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off;
ALTER FUNCTION payment_declined(uuid, text, integer, integer, text) SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off;
ALTER FUNCTION payment_abandoned(uuid, text, integer, text) SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off;
ALTER FUNCTION payment_capture_failed(uuid, text, integer, text) SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off;
ALTER FUNCTION payment_returned(uuid, text) SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off;
ALTER FUNCTION booking_refund(uuid, text) SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off;
ALTER FUNCTION payments_due(integer) SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off;
ALTER FUNCTION webhook_settle(integer) SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off;
