-- A hold whose time runs has all that it asked for: held seats, or sold ones once it is paid.
SELECT h.id AS hold_id, h.status, h.expires_at, i.seat_id, s.status AS seat_status, s.hold_id AS seat_hold_id
FROM holds h JOIN hold_items i ON i.hold_id = h.id AND i.seat_id IS NOT NULL
LEFT JOIN seats s ON s.event_id = h.event_id AND s.seat_id = i.seat_id
LEFT JOIN bookings b ON b.hold_id = h.id
WHERE (h.status = 'CONFIRMED' OR (h.status IN ('HELD', 'PAYMENT_PENDING') AND h.expires_at > clock_timestamp()))
  AND (s.hold_id IS DISTINCT FROM h.id OR s.status <> CASE WHEN b.id IS NULL THEN 'HELD' ELSE 'SOLD' END);
