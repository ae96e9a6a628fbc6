#!/usr/bin/env python3
"""What the plainest statements for a hold cost PostgreSQL, alone on its server: the floor under any hold that is written so.

Usage: floor.py USHER. Each line is the time of a transaction of 256 rows, its commit included, for each row: taking seats,
inserting holds into a table without any index, with the primary key, and with all indexes and checks of `holds`, and the
ledger's rows. Nothing else runs; beside load and core each takes longer.
"""

import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Contention"))
from installation import Installation, hall  # noqa: E402

ROWS, BATCHES = 256, 40
COLUMNS = """(id, event_id, user_id, pass_id, room_id, quantity, total_amount, currency, created_at, expires_at,
  first_expires_at, expires_at_max, item_seats, item_tiers, item_quantities, item_prices)
  SELECT id, 'hall', user_id, pass_id, 'hall', 1, 2500, 'EUR', now(), until, until, until, ARRAY[seat], ARRAY['all'],
    ARRAY[1], ARRAY[2500::bigint]
  FROM unnest(seats, ids, passes, users) AS w(seat, id, pass_id, user_id)"""
STATEMENTS = {
    "taking a seat": """
        UPDATE seats s SET status = 'HELD', hold_id = w.id, hold_expires_at = until
        FROM (SELECT seat COLLATE "C" AS seat, id FROM unnest(seats, ids) AS w(seat, id) ORDER BY seat OFFSET 0) w
        WHERE s.event_id = 'hall' AND s.seat_id = w.seat AND s.status = 'AVAILABLE'""",
    "a hold, no index": f"INSERT INTO holds_bare {COLUMNS}",
    "a hold, its key": f"INSERT INTO holds_keyed {COLUMNS}",
    "a hold, all indexes": f"INSERT INTO holds_whole {COLUMNS}",
    "a row of the ledger": """
        INSERT INTO ledger (event_id, hold_id, from_status, to_status, seat_ids, quantity, reason)
        SELECT 'hall', id, 'AVAILABLE', 'HELD', ARRAY[seat], 1, 'held' FROM unnest(seats, ids) AS w(seat, id)""",
}
TABLES = """
CREATE TABLE holds_bare (LIKE holds INCLUDING DEFAULTS) WITH (fillfactor = 80);
CREATE TABLE holds_keyed (LIKE holds INCLUDING DEFAULTS INCLUDING CONSTRAINTS, PRIMARY KEY (id)) WITH (fillfactor = 80);
CREATE TABLE holds_whole (LIKE holds INCLUDING ALL) WITH (fillfactor = 80);
CREATE TABLE wanted AS
SELECT row_number() OVER (ORDER BY ordinal) AS n, seat_id AS seat, md5(random()::text) AS pass, 'user-' || ordinal AS usr,
  (lpad(to_hex(1800000000000 + ordinal), 12, '0') || substr(md5(random()::text), 1, 20))::uuid AS id
FROM seats WHERE event_id = 'hall';
ALTER TABLE wanted ADD PRIMARY KEY (n);
VACUUM ANALYZE;
CHECKPOINT;
"""
PROCEDURE = """
CREATE OR REPLACE PROCEDURE measure(first integer, OUT spent interval) LANGUAGE plpgsql AS $$
DECLARE
  seats text[]; ids uuid[]; passes text[]; users text[];
  until CONSTANT timestamptz := clock_timestamp() + interval '10 minutes';
  began timestamptz;
BEGIN
  spent := '0';
  FOR k IN 0..{batches} - 1 LOOP
    SELECT array_agg(seat), array_agg(id), array_agg(pass), array_agg(usr) INTO seats, ids, passes, users
    FROM wanted WHERE n > first + k * {rows} AND n <= first + (k + 1) * {rows};
    began := clock_timestamp();
    {statement};
    COMMIT;
    spent := spent + (clock_timestamp() - began);
  END LOOP;
END $$;
SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;
CALL measure({first}, NULL);
"""


def main(usher):
    with tempfile.TemporaryDirectory() as folder:
        installation = Installation(usher, folder)
        try:
            installation.start_postgres()
            installation.import_event(hall(8_400, 20))
            installation.psql(TABLES)
            # Once to warm up, then for the record.
            for turn in range(2):
                for place, (name, statement) in enumerate(STATEMENTS.items()):
                    first = (turn * len(STATEMENTS) + place) * ROWS * BATCHES
                    call = PROCEDURE.format(rows=ROWS, batches=BATCHES, first=first, statement=statement)
                    rows = installation.psql(call)
                    if turn:
                        hours, minutes, rest = rows[0][0].split(":")
                        spent = int(hours) * 3_600 + int(minutes) * 60 + float(rest)
                        print(f"{name:20s} {spent * 1e6 / BATCHES / ROWS:5.1f} us", flush=True)
        finally:
            installation.stop()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    try:
        main(os.path.abspath(sys.argv[1]))
    except (RuntimeError, subprocess.CalledProcessError) as fault:
        sys.exit(f"floor: {fault}")
