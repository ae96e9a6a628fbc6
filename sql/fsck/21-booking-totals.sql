-- A booking costs what its places cost, and has places only while it stands.
SELECT b.id AS booking_id, b.status, b.total_amount, coalesce(sum(bs.price_amount), 0) AS places_amount,
  count(bs.seat_id) FILTER (WHERE bs.revoked_at IS NULL) AS standing
FROM bookings b LEFT JOIN booking_seats bs ON bs.booking_id = b.id
GROUP BY b.id
HAVING b.total_amount <> coalesce(sum(bs.price_amount), 0)
  OR (b.status IN ('CANCELLED', 'REFUNDED')) <> (count(bs.seat_id) FILTER (WHERE bs.revoked_at IS NULL) = 0);
