-- Hold, booking and payment of an order agree.
SELECT h.id AS hold_id, h.status AS hold_status, b.id AS booking_id, b.status AS booking_status, p.id AS payment_id,
  p.status AS payment_status
FROM holds h FULL JOIN bookings b ON b.hold_id = h.id LEFT JOIN payments p ON p.id = b.payment_id
WHERE (h.id IS NULL OR h.status = 'CONFIRMED' OR b.id IS NOT NULL)
  AND (coalesce(h.status, ''), coalesce(b.status, ''), coalesce(p.status, '')) NOT IN (
    ('PAYMENT_PENDING', 'PENDING', 'CAPTURING'), ('CONFIRMED', 'CONFIRMED', 'CAPTURED'),
    ('RELEASED', 'CANCELLED', 'VOIDING'), ('RELEASED', 'CANCELLED', 'VOIDED'), ('RELEASED', 'CANCELLED', 'REFUNDING'),
    ('RELEASED', 'CANCELLED', 'REFUNDED'), ('RELEASED', 'REFUNDED', 'REFUNDING'), ('RELEASED', 'REFUNDED', 'REFUNDED'));
