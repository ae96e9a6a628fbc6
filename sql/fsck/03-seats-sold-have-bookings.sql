-- A seat is sold exactly if a standing booking of its hold has it.
SELECT s.event_id, s.seat_id, s.status, s.hold_id, b.id AS booking_id, b.hold_id AS booking_hold_id
FROM seats s
LEFT JOIN booking_seats bs ON bs.event_id = s.event_id AND bs.seat_id = s.seat_id AND bs.revoked_at IS NULL
LEFT JOIN bookings b ON b.id = bs.booking_id
WHERE (s.status = 'SOLD') <> (b.id IS NOT NULL) OR (s.status = 'SOLD' AND b.hold_id <> s.hold_id);
