-- The test provider's books say the same as ours.
SELECT p.id AS payment_id, t.id AS provider_id, p.status, t.status AS provider_status, p.amount, t.amount AS provider_amount
FROM (SELECT * FROM payments WHERE provider = 'test') p FULL JOIN test_provider_payments t ON t.id = p.id
WHERE p.id IS NULL OR (p.amount <> t.amount AND t.status IN ('AUTHORIZED', 'CAPTURED', 'REFUNDED')) OR (
  p.check_at IS NULL AND (p.status, coalesce(t.status, '')) NOT IN (
    ('CAPTURED', 'CAPTURED'), ('DECLINED', 'DECLINED'), ('VOIDED', 'VOIDED'), ('VOIDED', 'DECLINED'), ('VOIDED', ''),
    ('REFUNDED', 'REFUNDED')));
