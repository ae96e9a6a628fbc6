-- Rooms, their epochs and settings, what they served, and every pass that was ever handed out.
--
-- Lock order of the whole database: rooms, then passes, then the tables of 0002. Nobody locks against it.
-- Expiry is a condition (`expires_at > clock_timestamp()`), never a state that a sweeper must set first.

CREATE TABLE rooms (
  id text PRIMARY KEY CHECK (id ~ '^[a-z0-9-]{1,40}$'),
  -- The event that a pass of this room may buy; null: a room that guards something else than Usher's own booking.
  event_id text CHECK (event_id ~ '^[a-z0-9-]{1,40}$'),
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('prequeue', 'open', 'closed', 'sold_out')),
  -- Settings under the names of the admin API, checked by the program; the version is what If-Match compares,
  -- and every change of state or settings raises it by one.
  settings jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(settings) = 'object'),
  version bigint NOT NULL DEFAULT 1 CHECK (version >= 1),
  -- The line's generation; raised by compare-and-set when Redis lost or may have lost the line.
  epoch integer NOT NULL DEFAULT 1 CHECK (epoch >= 1),
  epoch_reason text NOT NULL DEFAULT 'created',
  epoch_raised_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- Set once Redis confirmed that it holds this epoch: which server's history it was written to. Null: not opened yet.
  epoch_store text,
  epoch_opened_at timestamptz,
  -- Passes of an older epoch than this are ended. A loss of Redis leaves it alone (passes go on working);
  -- an operator raises it to end everything handed out before.
  pass_epoch_min integer NOT NULL DEFAULT 1,
  -- The draw's secret until the room is drawn, and its public commitment from the room's making.
  draw_seed bytea NOT NULL
    DEFAULT sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
    CHECK (octet_length(draw_seed) = 32),
  draw_commitment bytea NOT NULL GENERATED ALWAYS AS (sha256(draw_seed)) STORED,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CHECK (pass_epoch_min BETWEEN 1 AND epoch),
  CHECK ((epoch_store IS NULL) = (epoch_opened_at IS NULL))
);

CREATE INDEX rooms_event ON rooms (event_id) WHERE event_id IS NOT NULL;

-- How far each room has served, stored about once a second: what tells an older Redis from ours after a failover.
-- Apart from `rooms`, whose row is share-locked by every claim.
CREATE TABLE room_served (
  room_id text PRIMARY KEY REFERENCES rooms (id),
  epoch integer NOT NULL CHECK (epoch >= 1),
  -- The greatest score (microseconds) whose turn has come, the greatest given to anybody, and how many were admitted and
  -- have joined in this epoch.
  served_score bigint NOT NULL DEFAULT 0 CHECK (served_score >= 0),
  last_score bigint NOT NULL DEFAULT 0 CHECK (last_score >= 0),
  admitted_total bigint NOT NULL DEFAULT 0 CHECK (admitted_total >= 0),
  joins_total bigint NOT NULL DEFAULT 0 CHECK (joins_total >= 0),
  updated_at timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (fillfactor = 50);

-- Every pass ever handed out; the row is committed before the pass leaves the gateway. Everything that the signed
-- pass says is read from here, so that a retry gets the same bytes.
CREATE TABLE passes (
  jti text PRIMARY KEY CHECK (octet_length(jti) BETWEEN 22 AND 64 AND jti !~ '[^A-Za-z0-9_-]'),
  room_id text NOT NULL REFERENCES rooms (id),
  ticket_id bytea NOT NULL CHECK (octet_length(ticket_id) = 16),
  -- The ticket's turn: 1, and a greater one for each that it is given again.
  turn integer NOT NULL CHECK (turn >= 1),
  epoch integer NOT NULL CHECK (epoch >= 1),
  subject text NOT NULL CHECK (octet_length(subject) BETWEEN 1 AND 256),
  key_id text NOT NULL CHECK (octet_length(key_id) BETWEEN 1 AND 64),
  -- Whole seconds, as the pass has them.
  issued_at timestamptz NOT NULL CHECK (date_trunc('second', issued_at) = issued_at),
  -- What the signed pass says, and for how long it is good now: a won hold raises the latter.
  minted_expires_at timestamptz NOT NULL CHECK (date_trunc('second', minted_expires_at) = minted_expires_at),
  expires_at timestamptz NOT NULL CHECK (date_trunc('second', expires_at) = expires_at),
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'complete', 'revoked', 'requeued')),
  ended_at timestamptz,
  ended_reason text,
  CHECK (minted_expires_at > issued_at AND expires_at >= minted_expires_at),
  CHECK ((state = 'active') = (ended_at IS NULL)),
  -- One turn, one pass.
  UNIQUE (room_id, ticket_id, turn)
) WITH (fillfactor = 80);

-- One ticket, one pass, unless an operator gave the turn back: turns are counted in Redis, which may lose the count.
CREATE UNIQUE INDEX passes_ticket ON passes (room_id, ticket_id) WHERE state <> 'requeued';

-- What happened to passes after they were handed out, for the gateways' feed. `transaction` lets a reader ask for what
-- its last snapshot did not see: no row that commits late is missed, and none waits for a slow neighbour.
CREATE TABLE pass_changes (
  sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
  jti text NOT NULL,
  room_id text NOT NULL,
  state text NOT NULL,
  expires_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE INDEX pass_changes_transaction ON pass_changes (transaction);
CREATE INDEX pass_changes_expires_at ON pass_changes (expires_at);

-- An ended pass stays as it ended, and what a pass says of itself never changes: whoever writes, by whatever program.
CREATE FUNCTION pass_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'active' AND (NEW.state <> OLD.state OR NEW.expires_at <> OLD.expires_at) THEN
    RAISE EXCEPTION 'pass % has ended as %', OLD.jti, OLD.state USING ERRCODE = 'check_violation', CONSTRAINT = 'passes_ended';
  END IF;
  IF (NEW.jti, NEW.room_id, NEW.ticket_id, NEW.turn, NEW.epoch, NEW.subject, NEW.key_id, NEW.issued_at,
      NEW.minted_expires_at)
    IS DISTINCT FROM (OLD.jti, OLD.room_id, OLD.ticket_id, OLD.turn, OLD.epoch, OLD.subject, OLD.key_id, OLD.issued_at,
      OLD.minted_expires_at)
    OR NEW.expires_at < OLD.expires_at THEN
    RAISE EXCEPTION 'pass % cannot be rewritten', OLD.jti USING ERRCODE = 'check_violation', CONSTRAINT = 'passes_fixed';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER pass_guard BEFORE UPDATE ON passes FOR EACH ROW EXECUTE FUNCTION pass_guard();

CREATE FUNCTION pass_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO pass_changes (jti, room_id, state, expires_at) VALUES (NEW.jti, NEW.room_id, NEW.state, NEW.expires_at);
  RETURN NULL;
END $$;

CREATE TRIGGER pass_changed AFTER UPDATE ON passes FOR EACH ROW
  WHEN (OLD.state IS DISTINCT FROM NEW.state OR OLD.expires_at IS DISTINCT FROM NEW.expires_at)
  EXECUTE FUNCTION pass_changed();

-- Raises a live pass's end (never lowers it) inside the caller's transaction; null: there is no such live pass.
-- A pass is live when it is active, `expires_at > clock_timestamp()`, and `epoch >= rooms.pass_epoch_min` of its room.
CREATE FUNCTION pass_extend(pass_jti text, until timestamptz) RETURNS timestamptz LANGUAGE sql AS $$
  UPDATE passes p
  SET expires_at = greatest(p.expires_at, date_trunc('second', until + interval '999999 microseconds'))
  FROM rooms r
  WHERE p.jti = pass_jti AND p.state = 'active' AND p.expires_at > clock_timestamp()
    AND r.id = p.room_id AND p.epoch >= r.pass_epoch_min
  RETURNING p.expires_at
$$;

-- Who changed what in a room; written in the same statement as the change.
CREATE TABLE room_audit (
  sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  room_id text NOT NULL,
  actor text NOT NULL CHECK (octet_length(actor) BETWEEN 1 AND 128),
  action text NOT NULL,
  detail jsonb NOT NULL DEFAULT '{}',
  version bigint,
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE INDEX room_audit_room ON room_audit (room_id, sequence);
