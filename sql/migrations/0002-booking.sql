-- Events, stock, holds, payments and bookings.
--
-- Lock order, after rooms and passes (0001): holds by id, general_admission by event, seats by (event, seat),
-- then payments and bookings. A function computes its lock set once and takes it in this order.
-- Expiry is a condition (`expires_at > clock_timestamp()`) of every statement that trusts a hold; the sweeper only tidies.
-- Money is in minor units (cents) of the event's currency.

-- As domains, what never changes is checked when it comes in and not with every hold.
CREATE DOMAIN seat_identifier AS text COLLATE "C" CHECK (VALUE ~ '^[A-Za-z0-9._-]{1,40}$');
CREATE DOMAIN seat_label AS text COLLATE "C" CHECK (octet_length(VALUE) BETWEEN 1 AND 40);

CREATE TABLE venues (
  id text COLLATE "C" PRIMARY KEY CHECK (id ~ '^[a-z0-9-]{1,40}$'),
  name text NOT NULL CHECK (octet_length(name) BETWEEN 1 AND 200)
);

CREATE TABLE events (
  id text COLLATE "C" PRIMARY KEY CHECK (id ~ '^[a-z0-9-]{1,40}$'),
  venue_id text COLLATE "C" NOT NULL REFERENCES venues (id),
  name text NOT NULL CHECK (octet_length(name) BETWEEN 1 AND 200),
  start_time timestamptz NOT NULL,
  on_sale_at timestamptz NOT NULL,
  -- Null: on sale until it starts.
  sale_ends_at timestamptz,
  admission text NOT NULL CHECK (admission IN ('reserved', 'general')),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  seats_per_order_max integer NOT NULL CHECK (seats_per_order_max BETWEEN 1 AND 50),
  -- Over all orders of one user.
  seats_per_user_max integer NOT NULL CHECK (seats_per_user_max BETWEEN 1 AND 1000),
  -- Null: the service's own default.
  hold_seconds integer CHECK (hold_seconds BETWEEN 1 AND 3600),
  -- All places ever put on sale: what fsck counts against.
  capacity integer NOT NULL CHECK (capacity >= 0),
  -- What the seat map shows beside the seats: size, pitch, labels.
  map jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(map) = 'object'),
  -- Digest of the imported file: a second import of the same file changes nothing.
  document_sha256 bytea NOT NULL CHECK (octet_length(document_sha256) = 32),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CHECK (sale_ends_at > on_sale_at)
);

-- A price class of an event.
CREATE TABLE tiers (
  event_id text COLLATE "C" NOT NULL REFERENCES events (id),
  id text COLLATE "C" NOT NULL CHECK (id ~ '^[A-Za-z0-9_-]{1,40}$'),
  name text NOT NULL CHECK (octet_length(name) BETWEEN 1 AND 100),
  price_amount bigint NOT NULL CHECK (price_amount BETWEEN 0 AND 100000000),
  color text NOT NULL CHECK (color ~ '^#[0-9a-f]{6}$'),
  ordinal integer NOT NULL,
  PRIMARY KEY (event_id, id)
);

-- One row a numbered seat. No index may mention status, hold_id or hold_expires_at, and pages keep room for new
-- versions: a hold is then a heap-only update, which touches no index at all.
CREATE TABLE seats (
  event_id text COLLATE "C" NOT NULL REFERENCES events (id),
  seat_id seat_identifier NOT NULL,
  section seat_label NOT NULL,
  row seat_label NOT NULL,
  number seat_label NOT NULL,
  tier text COLLATE "C" NOT NULL,
  -- The seat's place in every list and in the compact availability, from 0; seats beside each other follow each other.
  ordinal integer NOT NULL,
  status text COLLATE "C" NOT NULL DEFAULT 'AVAILABLE',
  -- The hold that has it, or that bought it.
  hold_id uuid,
  hold_expires_at timestamptz,
  PRIMARY KEY (event_id, seat_id),
  UNIQUE (event_id, ordinal),
  FOREIGN KEY (event_id, tier) REFERENCES tiers (event_id, id),
  CONSTRAINT seats_status CHECK (
    CASE status
      WHEN 'AVAILABLE' THEN hold_id IS NULL AND hold_expires_at IS NULL
      WHEN 'HELD' THEN hold_id IS NOT NULL AND hold_expires_at IS NOT NULL
      WHEN 'SOLD' THEN hold_id IS NOT NULL AND hold_expires_at IS NULL
      ELSE false
    END)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

-- Where a seat is drawn; apart from `seats` so that a hold copies no coordinates.
CREATE TABLE seat_positions (
  event_id text COLLATE "C" NOT NULL,
  seat_id seat_identifier NOT NULL,
  x real NOT NULL,
  y real NOT NULL,
  PRIMARY KEY (event_id, seat_id),
  FOREIGN KEY (event_id, seat_id) REFERENCES seats (event_id, seat_id) ON DELETE CASCADE
);

-- Outline and label of a section on the map.
CREATE TABLE sections (
  event_id text COLLATE "C" NOT NULL REFERENCES events (id),
  id text COLLATE "C" NOT NULL,
  name text NOT NULL,
  ordinal integer NOT NULL,
  outline jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(outline) = 'array'),
  PRIMARY KEY (event_id, id)
);

-- Stock without numbers: one counter row an event. Carts that arrive together change it once.
CREATE TABLE general_admission (
  event_id text COLLATE "C" PRIMARY KEY REFERENCES events (id),
  tier text COLLATE "C" NOT NULL,
  capacity integer NOT NULL CHECK (capacity >= 0),
  held integer NOT NULL DEFAULT 0 CHECK (held >= 0),
  sold integer NOT NULL DEFAULT 0 CHECK (sold >= 0),
  -- Number of the next place sold; a refunded number is not given again.
  next_place integer NOT NULL DEFAULT 1 CHECK (next_place >= 1),
  FOREIGN KEY (event_id, tier) REFERENCES tiers (event_id, id),
  CONSTRAINT general_admission_not_oversold CHECK (held + sold <= capacity)
) WITH (fillfactor = 10);

-- HELD -> PAYMENT_PENDING -> CONFIRMED; PAYMENT_PENDING -> HELD; HELD -> RELEASED | EXPIRED;
-- PAYMENT_PENDING -> RELEASED | EXPIRED; CONFIRMED -> RELEASED by a refund. Rows are never deleted.
CREATE TABLE holds (
  id uuid PRIMARY KEY,
  event_id text COLLATE "C" NOT NULL,
  user_id text COLLATE "C" NOT NULL CHECK (octet_length(user_id) BETWEEN 1 AND 256),
  pass_id text COLLATE "C" NOT NULL,
  room_id text COLLATE "C" NOT NULL,
  status text COLLATE "C" NOT NULL DEFAULT 'HELD'
    CHECK (status IN ('HELD', 'PAYMENT_PENDING', 'CONFIRMED', 'RELEASED', 'EXPIRED')),
  quantity integer NOT NULL CHECK (quantity >= 1),
  total_amount bigint NOT NULL CHECK (total_amount >= 0),
  currency text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  -- What the first answer said, for its replay.
  first_expires_at timestamptz NOT NULL,
  -- No extension goes past it.
  expires_at_max timestamptz NOT NULL,
  declines integer NOT NULL DEFAULT 0 CHECK (declines BETWEEN 0 AND 3),
  ended_at timestamptz,
  end_reason text,
  CONSTRAINT holds_expires_at_max CHECK (expires_at <= expires_at_max),
  CONSTRAINT holds_ended CHECK ((status IN ('RELEASED', 'EXPIRED')) = (ended_at IS NOT NULL))
) WITH (fillfactor = 80);

-- One pass, whoever has it, buys at most one order.
CREATE UNIQUE INDEX holds_one_order_a_pass ON holds (pass_id)
  WHERE status IN ('HELD', 'PAYMENT_PENDING', 'CONFIRMED');
-- A user holds at most one cart of an event at a time; what he bought before is counted by the second index.
CREATE UNIQUE INDEX holds_one_live_a_user ON holds (event_id, user_id) WHERE status IN ('HELD', 'PAYMENT_PENDING');
CREATE INDEX holds_bought ON holds (event_id, user_id) WHERE status = 'CONFIRMED';
CREATE INDEX holds_expiry ON holds (expires_at) WHERE status = 'HELD';

-- What a hold asks for. General admission: one row without a seat.
CREATE TABLE hold_items (
  hold_id uuid NOT NULL,
  item integer NOT NULL CHECK (item >= 1),
  seat_id text COLLATE "C",
  tier text COLLATE "C" NOT NULL,
  quantity integer NOT NULL CHECK (quantity >= 1),
  price_amount bigint NOT NULL CHECK (price_amount >= 0),
  PRIMARY KEY (hold_id, item),
  CHECK (seat_id IS NULL OR quantity = 1)
);

-- An order. PENDING (seats SOLD, money authorized) -> CONFIRMED (captured) -> REFUNDED; PENDING -> CANCELLED.
CREATE TABLE bookings (
  id uuid PRIMARY KEY,
  event_id text COLLATE "C" NOT NULL REFERENCES events (id),
  user_id text COLLATE "C" NOT NULL,
  hold_id uuid NOT NULL UNIQUE REFERENCES holds (id),
  total_amount bigint NOT NULL CHECK (total_amount >= 0),
  currency text NOT NULL,
  payment_id uuid NOT NULL UNIQUE,
  status text COLLATE "C" NOT NULL DEFAULT 'PENDING'
    CHECK (status IN ('PENDING', 'CONFIRMED', 'CANCELLED', 'REFUNDED')),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  confirmed_at timestamptz,
  ended_at timestamptz,
  CHECK (status NOT IN ('CONFIRMED', 'REFUNDED') OR confirmed_at IS NOT NULL),
  CHECK ((status IN ('CANCELLED', 'REFUNDED')) = (ended_at IS NOT NULL))
);

-- The places of an order; general admission has places too (`place-17`), numbered when sold.
CREATE TABLE booking_seats (
  booking_id uuid NOT NULL REFERENCES bookings (id),
  seat_id text COLLATE "C" NOT NULL,
  event_id text COLLATE "C" NOT NULL,
  tier text COLLATE "C" NOT NULL,
  price_amount bigint NOT NULL CHECK (price_amount >= 0),
  -- Set when the booking was cancelled or refunded: the place may be sold again.
  revoked_at timestamptz,
  PRIMARY KEY (booking_id, seat_id)
);

-- No place is sold twice, whatever the program does.
CREATE UNIQUE INDEX booking_seats_sold_once ON booking_seats (event_id, seat_id) WHERE revoked_at IS NULL;

-- One row an attempt to pay; its id is the provider's idempotency key. AUTHORIZING -> CAPTURING (seats SOLD) -> CAPTURED;
-- AUTHORIZING -> DECLINED | VOIDING; CAPTURING -> VOIDING; VOIDING -> VOIDED | REFUNDING (it had been taken after all);
-- CAPTURED -> REFUNDING -> REFUNDED.
CREATE TABLE payments (
  id uuid PRIMARY KEY,
  hold_id uuid NOT NULL REFERENCES holds (id),
  provider text NOT NULL,
  method text NOT NULL,
  amount bigint NOT NULL CHECK (amount >= 0),
  currency text NOT NULL,
  status text COLLATE "C" NOT NULL DEFAULT 'AUTHORIZING' CHECK (status IN (
    'AUTHORIZING', 'CAPTURING', 'CAPTURED', 'DECLINED', 'VOIDING', 'VOIDED', 'REFUNDING', 'REFUNDED')),
  reference text,
  reason text,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- After it an authorization that has not been told of is abandoned.
  deadline timestamptz NOT NULL,
  -- When reconciliation looks at it next; a request at work pushes it ahead. Null: nothing left to do.
  check_at timestamptz,
  checks integer NOT NULL DEFAULT 0,
  -- The idempotency row that waits for this payment's answer.
  answer_scope text,
  answer_key bytea,
  CHECK ((status IN ('AUTHORIZING', 'CAPTURING', 'VOIDING', 'REFUNDING')) = (check_at IS NOT NULL))
);

-- A hold is paid at most once, and one attempt at a time.
CREATE UNIQUE INDEX payments_one_a_hold ON payments (hold_id)
  WHERE status IN ('AUTHORIZING', 'CAPTURING', 'CAPTURED');
CREATE INDEX payments_of_hold ON payments (hold_id);
CREATE INDEX payments_check_at ON payments (check_at) WHERE check_at IS NOT NULL;

-- Every move of stock, once, in order; nobody changes or deletes a row.
CREATE TABLE ledger (
  sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  event_id text COLLATE "C" NOT NULL,
  hold_id uuid NOT NULL,
  from_status text COLLATE "C" NOT NULL,
  to_status text COLLATE "C" NOT NULL,
  -- Null: general admission.
  seat_ids text[],
  quantity integer NOT NULL CHECK (quantity >= 1),
  reason text COLLATE "C" NOT NULL,
  CONSTRAINT ledger_transition CHECK ((from_status, to_status) IN (
    ('AVAILABLE', 'HELD'), ('HELD', 'AVAILABLE'), ('HELD', 'SOLD'), ('SOLD', 'AVAILABLE'))),
  CONSTRAINT ledger_sold_ends CHECK (
    NOT (from_status = 'SOLD') OR reason IN ('capture_failed', 'refunded')),
  CHECK (seat_ids IS NULL OR cardinality(seat_ids) = quantity)
);

-- Answers kept for 24 hours, written with their effect. Status 0: the effect is under way.
CREATE TABLE idempotency (
  scope text COLLATE "C" NOT NULL,
  key bytea NOT NULL CHECK (octet_length(key) = 32),
  fingerprint bytea NOT NULL CHECK (octet_length(fingerprint) = 32),
  outcome text NOT NULL,
  hold_id uuid,
  detail text,
  status integer NOT NULL DEFAULT 0 CHECK (status = 0 OR status BETWEEN 200 AND 499),
  body text,
  -- While it lies ahead the first request is still at work.
  busy_until timestamptz,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (scope, key)
);

CREATE INDEX idempotency_created_at ON idempotency (created_at);

-- The provider's messages, stored before they are answered.
CREATE TABLE webhook_inbox (
  provider text COLLATE "C" NOT NULL,
  event_id text COLLATE "C" NOT NULL CHECK (octet_length(event_id) BETWEEN 1 AND 200),
  type text NOT NULL,
  payment_id uuid,
  payload text NOT NULL CHECK (octet_length(payload) <= 65536),
  received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  processed_at timestamptz,
  outcome text,
  PRIMARY KEY (provider, event_id),
  CHECK ((processed_at IS NULL) = (outcome IS NULL))
);

CREATE INDEX webhook_inbox_open ON webhook_inbox (received_at) WHERE processed_at IS NULL;

-- What the test provider remembers: it stands for another company's books, so nothing here is joined with ours but by
-- fsck, and every write is a transaction of its own.
CREATE TABLE test_provider_payments (
  id uuid PRIMARY KEY,
  amount bigint NOT NULL,
  method text NOT NULL,
  status text NOT NULL CHECK (status IN ('AUTHORIZED', 'CAPTURED', 'DECLINED', 'VOIDED', 'REFUNDED')),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  updated_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Guards against a wrong program. Their conditions are cheap and false on the path of an ordinary hold.

CREATE FUNCTION seat_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status = 'SOLD' AND coalesce(current_setting('usher.unsell_reason', true), '') NOT IN ('capture_failed', 'refunded')
  THEN
    RAISE EXCEPTION 'seat % of % is sold', OLD.seat_id, OLD.event_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'seats_sold_ends';
  ELSIF OLD.status = 'SOLD' AND NEW.status <> 'AVAILABLE' THEN
    RAISE EXCEPTION 'seat % of % is sold and may only become available', OLD.seat_id, OLD.event_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'seats_sold_ends';
  ELSIF OLD.status = 'AVAILABLE' AND NEW.status = 'SOLD' THEN
    RAISE EXCEPTION 'seat % of % must be held before it is sold', OLD.seat_id, OLD.event_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'seats_held_first';
  ELSIF OLD.status = 'HELD' AND NEW.hold_id <> OLD.hold_id AND (OLD.hold_expires_at > clock_timestamp() OR NEW.status = 'SOLD')
  THEN
    RAISE EXCEPTION 'seat % of % is held by another', OLD.seat_id, OLD.event_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'seats_held_by_another';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER seat_guard BEFORE UPDATE OF status, hold_id ON seats FOR EACH ROW
  WHEN (OLD.status = 'SOLD' OR (OLD.status = 'AVAILABLE' AND NEW.status = 'SOLD')
    OR (OLD.status = 'HELD' AND NEW.hold_id <> OLD.hold_id))
  EXECUTE FUNCTION seat_guard();

-- A sold seat has a standing booking by the time its transaction commits.
CREATE FUNCTION seat_sold_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM booking_seats bs JOIN bookings b ON b.id = bs.booking_id
    WHERE bs.event_id = NEW.event_id AND bs.seat_id = NEW.seat_id AND bs.revoked_at IS NULL AND b.hold_id = NEW.hold_id)
    AND EXISTS (
      SELECT 1 FROM seats s WHERE s.event_id = NEW.event_id AND s.seat_id = NEW.seat_id AND s.status = 'SOLD')
  THEN
    RAISE EXCEPTION 'seat % of % is sold without a booking', NEW.seat_id, NEW.event_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'seats_sold_have_bookings';
  END IF;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER seat_sold_guard AFTER INSERT OR UPDATE ON seats DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.status = 'SOLD') EXECUTE FUNCTION seat_sold_guard();

CREATE FUNCTION ledger_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_append_only';
END $$;

CREATE TRIGGER ledger_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_guard();
