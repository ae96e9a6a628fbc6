-- Of general admission, held is what living holds ask for, sold what standing bookings have, withheld what allotments have,
-- and all fit in.
SELECT g.event_id, g.capacity, g.held, l.quantity AS held_by_holds, g.sold, b.places AS sold_by_bookings, g.withheld,
  w.quantity AS withheld_by_allotments
FROM general_admission g
CROSS JOIN LATERAL (
  SELECT coalesce(sum(h.quantity), 0) AS quantity FROM holds h LEFT JOIN bookings b ON b.hold_id = h.id
  WHERE h.event_id = g.event_id AND h.status IN ('HELD', 'PAYMENT_PENDING') AND b.id IS NULL) l
CROSS JOIN LATERAL (
  SELECT count(*) AS places FROM booking_seats bs WHERE bs.event_id = g.event_id AND bs.revoked_at IS NULL) b
CROSS JOIN LATERAL (SELECT coalesce(sum(w.quantity), 0) AS quantity FROM withheld_places w WHERE w.event_id = g.event_id) w
WHERE g.withheld <> w.quantity OR g.held <> l.quantity OR g.sold <> b.places OR g.held < 0 OR g.sold < 0 OR g.held + g.sold + g.withheld > g.capacity;
