-- No confirmed order without its money: a captured payment of exactly its total.
SELECT b.id AS booking_id, b.hold_id, b.total_amount, p.id AS payment_id, p.status AS payment_status, p.amount
FROM bookings b LEFT JOIN payments p ON p.id = b.payment_id
WHERE b.status = 'CONFIRMED' AND (p.id IS NULL OR p.status <> 'CAPTURED' OR p.amount <> b.total_amount
  OR p.hold_id <> b.hold_id);
