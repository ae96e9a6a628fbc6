-- The constraints that hold against a wrong program are in force.
SELECT missing.kind, missing.name FROM (
  SELECT 'index' AS kind, name FROM unnest(ARRAY[
    'seats_pkey', 'holds_pkey', 'bookings_pkey', 'bookings_hold_id_key', 'bookings_payment_id_key', 'payments_pkey',
    'booking_seats_sold_once', 'holds_one_order_a_pass', 'holds_one_live_a_user', 'payments_one_a_hold',
    'idempotency_pkey', 'webhook_inbox_pkey']) AS name
  WHERE NOT EXISTS (SELECT 1 FROM pg_index i WHERE i.indexrelid = to_regclass(name) AND i.indisunique AND i.indisvalid)
  UNION ALL
  SELECT 'check', name FROM unnest(ARRAY[
    'seats_status', 'general_admission_not_oversold', 'holds_expires_at_max', 'holds_ended', 'ledger_transition',
    'ledger_sold_ends', 'ledger_owner', 'holds_items']) AS name
  WHERE NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = name AND c.convalidated)
  UNION ALL
  SELECT 'trigger', name FROM unnest(ARRAY['seat_guard', 'seat_sold_guard',
    'seat_house_guard', 'ledger_guard', 'pass_guard']) AS name
  WHERE NOT EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgname = name AND t.tgenabled <> 'D')
) missing;
