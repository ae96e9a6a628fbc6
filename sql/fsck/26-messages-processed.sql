-- A message of the provider is dealt with within fifteen minutes, unless its payment is still under way.
SELECT w.provider, w.event_id, w.type, w.payment_id, w.received_at FROM webhook_inbox w
WHERE w.processed_at IS NULL AND w.received_at < clock_timestamp() - interval '15 minutes'
  AND NOT EXISTS (SELECT 1 FROM payments p WHERE p.id = w.payment_id AND p.check_at IS NOT NULL);
