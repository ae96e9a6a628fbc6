-- No hold is extended past its maximum.
SELECT id AS hold_id, status, expires_at, expires_at_max FROM holds WHERE expires_at > expires_at_max;
