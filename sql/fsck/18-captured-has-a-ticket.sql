-- No captured payment without a confirmed order that has all its places.
SELECT p.id AS payment_id, p.hold_id, b.id AS booking_id, b.status AS booking_status, h.quantity, s.places
FROM payments p LEFT JOIN bookings b ON b.payment_id = p.id LEFT JOIN holds h ON h.id = p.hold_id
CROSS JOIN LATERAL (
  SELECT count(*) AS places FROM booking_seats bs WHERE bs.booking_id = b.id AND bs.revoked_at IS NULL) s
WHERE p.status = 'CAPTURED' AND (b.id IS NULL OR b.status <> 'CONFIRMED' OR s.places <> h.quantity);
