-- Bringing an event in from a file, as often as one likes.

-- Makes an event what `document` and the seats beside it say, in one transaction; what is held or sold stays as it is.
-- `document`: event_id, name, venue {venue_id, name}, start_time, on_sale_at, sale_ends_at, admission, currency,
-- seats_per_order_max, seats_per_user_max, hold_seconds, map, tiers [{tier, name, price, color}],
-- sections [{section, name, outline}], general_admission {tier, capacity} | null. Seats are parallel arrays in the order
-- in which they stand; coordinates in hundredths of a unit. The program has checked the form; what depends on stock is
-- refused here with a named constraint. Returns what changed; nothing at all if the event is just so already.
CREATE FUNCTION event_import(
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
    seats_per_user_max, hold_seconds, capacity, map, document_sha256)
  SELECT event, document #>> '{venue,venue_id}', d.name, d.start_time, d.on_sale_at, d.sale_ends_at, d.admission,
    d.currency, d.seats_per_order_max, d.seats_per_user_max, d.hold_seconds,
    coalesce((document #>> '{general_admission,capacity}')::integer, cardinality(seat_ids)), d.map, digest
  FROM jsonb_to_record(document) AS d(name text, start_time timestamptz, on_sale_at timestamptz, sale_ends_at timestamptz,
    admission text, currency text, seats_per_order_max integer, seats_per_user_max integer, hold_seconds integer, map jsonb)
  ON CONFLICT (id) DO UPDATE SET venue_id = excluded.venue_id, name = excluded.name, start_time = excluded.start_time,
    on_sale_at = excluded.on_sale_at, sale_ends_at = excluded.sale_ends_at, admission = excluded.admission,
    currency = excluded.currency, seats_per_order_max = excluded.seats_per_order_max,
    seats_per_user_max = excluded.seats_per_user_max, hold_seconds = excluded.hold_seconds, capacity = excluded.capacity,
    map = excluded.map, document_sha256 = excluded.document_sha256, updated_at = clock_timestamp();
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
