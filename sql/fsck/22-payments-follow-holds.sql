-- A payment is under way exactly while its hold waits for it.
SELECT h.id AS hold_id, h.status AS hold_status, count(p.id) AS payments_under_way
FROM holds h LEFT JOIN payments p ON p.hold_id = h.id AND p.status IN ('AUTHORIZING', 'CAPTURING')
GROUP BY h.id HAVING (h.status = 'PAYMENT_PENDING')::integer <> count(p.id);
