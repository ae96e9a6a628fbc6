-- One pass has at most one order.
SELECT pass_id, count(*) AS holds, string_agg(id::text, ', ') AS hold_ids FROM holds
WHERE status IN ('HELD', 'PAYMENT_PENDING', 'CONFIRMED') GROUP BY pass_id HAVING count(*) > 1;
