-- An event has as many places as were put on sale.
SELECT e.id AS event_id, e.capacity, s.seats, g.capacity AS general_admission
FROM events e LEFT JOIN general_admission g ON g.event_id = e.id
CROSS JOIN LATERAL (SELECT count(*) AS seats FROM seats s WHERE s.event_id = e.id) s
WHERE e.capacity <> s.seats + coalesce(g.capacity, 0) OR (e.admission = 'general') <> (g.event_id IS NOT NULL);
