-- Each move of a seat begins where the one before it ended, and only the hold or the allotment that has a seat moves it
-- on: no two owners at once.
SELECT event_id, seat_id, sequence, previous_status, previous_hold_id, from_status, hold_id FROM (
  SELECT l.event_id, u.seat_id, l.sequence, l.from_status, coalesce(l.hold_id::text, l.allotment) AS hold_id,
    lag(l.to_status, 1, 'AVAILABLE') OVER w AS previous_status,
    lag(coalesce(l.hold_id::text, l.allotment)) OVER w AS previous_hold_id
  FROM ledger l CROSS JOIN LATERAL unnest(l.seat_ids) AS u(seat_id)
  WINDOW w AS (PARTITION BY l.event_id, u.seat_id ORDER BY l.sequence)
) moves
WHERE from_status <> previous_status OR (previous_status <> 'AVAILABLE' AND hold_id <> previous_hold_id);
