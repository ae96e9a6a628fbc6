-- Replaying the ledger gives every seat as it is, and the counters of general admission.
SELECT s.event_id, s.seat_id, s.status, coalesce(s.hold_id::text, s.allotment) AS owner, l.to_status AS ledger_status,
  l.owner AS ledger_owner
FROM seats s LEFT JOIN (
  SELECT DISTINCT ON (l.event_id, u.seat_id) l.event_id, u.seat_id, l.to_status,
    coalesce(l.hold_id::text, l.allotment) AS owner
  FROM ledger l CROSS JOIN LATERAL unnest(l.seat_ids) AS u(seat_id)
  ORDER BY l.event_id, u.seat_id, l.sequence DESC
) l ON l.event_id = s.event_id AND l.seat_id = s.seat_id
WHERE s.status <> coalesce(l.to_status, 'AVAILABLE')
  OR (s.status <> 'AVAILABLE' AND coalesce(s.hold_id::text, s.allotment) <> l.owner)
UNION ALL
SELECT g.event_id, NULL, format('held %s, sold %s, withheld %s', g.held, g.sold, g.withheld), NULL,
  format('held %s, sold %s, withheld %s', l.held, l.sold, l.withheld), NULL
FROM general_admission g CROSS JOIN LATERAL (
  SELECT
    coalesce(sum(quantity * ((to_status = 'HELD')::integer - (from_status = 'HELD')::integer)), 0) AS held,
    coalesce(sum(quantity * ((to_status = 'SOLD')::integer - (from_status = 'SOLD')::integer)), 0) AS sold,
    coalesce(sum(quantity * ((to_status = 'WITHHELD')::integer - (from_status = 'WITHHELD')::integer)), 0) AS withheld
  FROM ledger WHERE event_id = g.event_id AND seat_ids IS NULL
) l WHERE (g.held, g.sold, g.withheld) <> (l.held, l.sold, l.withheld);
