-- An available seat has no hold, a held one a hold and its end, a sold one the hold that bought it, a withheld one its
-- allotment.
SELECT event_id, seat_id, status, hold_id, hold_expires_at FROM seats
WHERE coalesce(CASE status
  WHEN 'AVAILABLE' THEN hold_id IS NULL AND hold_expires_at IS NULL
  WHEN 'HELD' THEN hold_id IS NOT NULL AND hold_expires_at IS NOT NULL
  WHEN 'SOLD' THEN hold_id IS NOT NULL AND hold_expires_at IS NULL
  WHEN 'WITHHELD' THEN hold_id IS NULL AND hold_expires_at IS NULL AND allotment IS NOT NULL
END, false) = false;
