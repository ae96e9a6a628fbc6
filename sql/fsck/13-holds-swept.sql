-- A hold that lapsed is ended within two minutes.
SELECT id AS hold_id, event_id, expires_at FROM holds
WHERE status = 'HELD' AND expires_at < clock_timestamp() - interval '2 minutes';
