-- Replaying the ledger gives every seat as it is, and the counters of general admission.
SELECT s.event_id, s.seat_id, s.status, s.hold_id, l.to_status AS ledger_status, l.hold_id AS ledger_hold_id
FROM seats s LEFT JOIN (
  SELECT DISTINCT ON (l.event_id, u.seat_id) l.event_id, u.seat_id, l.to_status, l.hold_id
  FROM ledger l CROSS JOIN LATERAL unnest(l.seat_ids) AS u(seat_id)
  ORDER BY l.event_id, u.seat_id, l.sequence DESC
) l ON l.event_id = s.event_id AND l.seat_id = s.seat_id
WHERE s.status <> coalesce(l.to_status, 'AVAILABLE') OR (s.status <> 'AVAILABLE' AND s.hold_id <> l.hold_id)
UNION ALL
SELECT g.event_id, NULL, format('held %s, sold %s', g.held, g.sold), NULL, format('held %s, sold %s', l.held, l.sold), NULL
FROM general_admission g CROSS JOIN LATERAL (
  SELECT
    coalesce(sum(quantity * ((to_status = 'HELD')::integer - (from_status = 'HELD')::integer)), 0) AS held,
    coalesce(sum(quantity * ((to_status = 'SOLD')::integer - (from_status = 'SOLD')::integer)), 0) AS sold
  FROM ledger WHERE event_id = g.event_id AND seat_ids IS NULL
) l WHERE (g.held, g.sold) <> (l.held, l.sold);
