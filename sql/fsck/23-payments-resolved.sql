-- A payment comes to rest within five minutes of its deadline.
SELECT id AS payment_id, hold_id, status, deadline, checks FROM payments
WHERE check_at IS NOT NULL AND deadline < clock_timestamp() - interval '5 minutes'
  AND updated_at < clock_timestamp() - interval '5 minutes';
