-- A key's request is answered within ten minutes unless its payment is still under way, and names what exists.
SELECT k.scope, k.outcome, k.hold_id, k.status, k.created_at FROM idempotency k LEFT JOIN holds h ON h.id = k.hold_id
WHERE (k.status IN (200, 201) AND h.id IS NULL)
  OR (k.status = 0 AND k.created_at < clock_timestamp() - interval '10 minutes' AND NOT EXISTS (
    SELECT 1 FROM payments p WHERE p.answer_scope = k.scope AND p.answer_key = k.key AND p.check_at IS NOT NULL));
