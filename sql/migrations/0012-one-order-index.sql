-- An index that only the search for a pass's own hold can use.
--
-- What searches for a buyer's hold at an event implied this index's condition too, so a plan could read all of it and filter.
-- In an installation whose empty tables had been vacuumed that cost as much as the right index, to the hundredth, in the
-- moment in which the first hold was written: a connection that planned just then kept the plan, and each of its holds took
-- longer the more there were. Now the condition has a part that only the search by pass has.

ALTER TABLE holds ADD CONSTRAINT holds_pass CHECK (pass_id <> '');
DROP INDEX holds_one_order_a_pass;
CREATE UNIQUE INDEX holds_one_order_a_pass ON holds (pass_id)
  WHERE status IN ('HELD', 'PAYMENT_PENDING', 'CONFIRMED') AND pass_id <> '';

-- That search is the one line of `hold_batch` that changes.
DO $patch$
DECLARE
  line CONSTANT text := 'WHERE pass_id = c.pass AND status IN';
  before CONSTANT text := pg_get_functiondef('hold_batch'::regproc);
BEGIN
  IF (length(before) - length(replace(before, line, ''))) <> length(line) THEN
    RAISE EXCEPTION 'hold_batch does not search for a pass once, as expected';
  END IF;
  EXECUTE replace(before, line, 'WHERE pass_id = c.pass AND pass_id <> '''' AND status IN');
END $patch$;
