-- Stock moves only as it may, and what was sold comes back only for a named reason.
SELECT sequence, event_id, hold_id, from_status, to_status, quantity, reason FROM ledger
WHERE (from_status, to_status, reason) NOT IN (
  ('AVAILABLE', 'HELD', 'held'), ('AVAILABLE', 'HELD', 'reacquired'),
  ('HELD', 'AVAILABLE', 'expired'), ('HELD', 'AVAILABLE', 'given_back'), ('HELD', 'AVAILABLE', 'declined'),
  ('HELD', 'AVAILABLE', 'lost_in_payment'), ('HELD', 'SOLD', 'paid'),
  ('AVAILABLE', 'WITHHELD', 'withheld'), ('WITHHELD', 'AVAILABLE', 'offered'), ('SOLD', 'AVAILABLE', 'capture_failed'), ('SOLD', 'AVAILABLE', 'refunded'));
