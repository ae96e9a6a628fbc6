-- A hold is paid at most once.
SELECT hold_id, count(*) AS payments, string_agg(id::text, ', ') AS payment_ids FROM payments
WHERE status IN ('CAPTURING', 'CAPTURED') GROUP BY hold_id HAVING count(*) > 1;
