-- A held seat belongs to a hold that is alive and asked for it; its end is the hold's end.
SELECT s.event_id, s.seat_id, s.hold_id, h.status AS hold_status, s.hold_expires_at, h.expires_at
FROM seats s LEFT JOIN holds h ON h.id = s.hold_id AND h.event_id = s.event_id
LEFT JOIN hold_items i ON i.hold_id = s.hold_id AND i.seat_id = s.seat_id
WHERE s.status = 'HELD' AND (i.hold_id IS NULL OR h.id IS NULL OR h.status NOT IN ('HELD', 'PAYMENT_PENDING')
  OR s.hold_expires_at <> h.expires_at);
