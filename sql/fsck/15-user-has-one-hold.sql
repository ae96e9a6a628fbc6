-- A user has at most one living hold of an event.
SELECT event_id, user_id, count(*) AS holds, string_agg(id::text, ', ') AS hold_ids FROM holds
WHERE status IN ('HELD', 'PAYMENT_PENDING') GROUP BY event_id, user_id HAVING count(*) > 1;
