-- Parts: member, turn, presence, recovery
--
-- Where a genuine ticket stands; the one call of a poll. It renews presence. Who was away when his turn came is owed one
-- from now on. A ticket that Redis does not know was lost with an older store and is put back by its own key:
--   a key that has been served already           owed a turn
--   while the room recovers                      into the line, where it was
--   later, so that no position grows             into `late`: gets its turn in order of key, counted in nobody's position
-- Its user keeps one place: of two tickets the one with a turn stays, else the one with the smaller key.
-- A ticket of this very epoch that is unknown proves that the store lost something: `lost` in the state says so.
--
-- KEYS   1 settings, 2 state, 3 line, 4 late, 5 seen, 6 turns, 7 owed, 8 active, 9 the user's part of the users, if any
-- ARGV   1 epoch, 2 name of the ticket (10 bytes), 3 epoch of the ticket, 4 its score, 5 digest of its user or ''
-- Reply  'waiting' | 'prequeue' | 'recovering' | 'closed' | 'sold_out', now, how many are ahead
--        'owed' | 'owed_later', now, owed ahead of him or microseconds to go      (next by right; nobody is ahead)
--        'released' | 'claimed', now, turn, until
--        'expired' | 'complete' | 'revoked', now, turn      (the turn is over)
--        'left' | 'replaced', now
--        'uninitialised' | 'stale_epoch', the epoch | 'full' (an epoch holds 67 million tickets)
-- Cost   O(log waiting); 5 commands for who waits
local room = redis.call('HMGET', KEYS[1], 'epoch', 'state', 'claim_within', 'recovering_until')
if not room[1] then return {'uninitialised'} end
if room[1] ~= ARGV[1] then return {'stale_epoch', tonumber(room[1])} end
local name, score = ARGV[2], tonumber(ARGV[4])

local recovering = is_recovering(room[4])

-- The answer for who has no turn: the room's state decides what it is called. `figure` goes with the word, `ahead` with
-- a room that isn't open yet.
local function without_turn(word, figure, ahead)
  if room[2] == 'closed' or room[2] == 'sold_out' then return {room[2], now, 0} end
  if recovering then return {'recovering', now, 0} end
  if room[2] == 'prequeue' then return {'prequeue', now, ahead} end
  return {word, now, figure}
end

-- The member of this ticket in a set ordered by score. Two tickets share a score only across a failover.
local function find(set)
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', set, ARGV[4], ARGV[4])) do
    if member:sub(1, 10) == name then return member end
  end
end

local member = find(KEYS[3])
if member then
  touch(KEYS[5], sequence_of(member))
  local ahead = redis.call('ZRANK', KEYS[3], member)
  return without_turn('waiting', ahead, ahead)
end

local function owe(turn, misses, sequence)
  redis.call('HSET', KEYS[6], name, pack_turn('O', turn, misses, sequence, score, now))
  redis.call('ZADD', KEYS[7], digits(now), name)
  return without_turn('owed', redis.call('ZRANK', KEYS[7], name), 0)
end

local function answer_by_record(record)
  local letter, turn, misses, sequence, _, instant = unpack_turn(record)
  if letter == 'L' then return {'left', now} end
  if letter == 'X' then return {'replaced', now} end
  if letter == 'D' then return {'complete', now, turn} end
  if letter == 'V' then return {'revoked', now, turn} end
  if letter == 'C' then
    if instant <= now then return {'expired', now, turn} end
    return {'claimed', now, turn, instant}
  end
  touch(KEYS[5], sequence)
  if letter == 'R' then
    if instant > now then return {'released', now, turn, instant} end
    -- Not claimed in time, and not collected by a release yet.
    redis.call('ZREM', KEYS[8], name)
    redis.call('HINCRBY', KEYS[2], 'away', 1)
    misses = math.min(misses + 1, 255)
    instant = eligible_after_miss(misses, tonumber(room[3]))
    letter = 'A'
    redis.call('HSET', KEYS[6], name, pack_turn('A', turn, misses, sequence, score, instant))
  end
  if letter == 'O' then return without_turn('owed', redis.call('ZRANK', KEYS[7], name), 0) end
  if instant > now then return without_turn('owed_later', instant - now, 0) end
  redis.call('HINCRBY', KEYS[2], 'away', -1)
  return owe(turn, misses, sequence)
end

local record = redis.call('HGET', KEYS[6], name)
if record then return answer_by_record(record) end

member = find(KEYS[4])
if member then
  touch(KEYS[5], sequence_of(member))
  local ahead = redis.call('ZCOUNT', KEYS[3], '-inf', '(' .. ARGV[4])
  return without_turn('waiting', ahead, ahead)
end

-- Unknown: put back.
local state = redis.call('HMGET', KEYS[2], 'last_score', 'next_sequence', 'served_score')
if not state[1] then return {'uninitialised'} end
local sequence = tonumber(state[2])
if sequence >= sequence_end then return {'full'} end
member = pack_member(name, ARGV[3], sequence)
redis.call('HSET', KEYS[2], 'next_sequence', sequence + 1, 'last_score', digits(math.max(tonumber(state[1]), score)))
redis.call('HINCRBY', KEYS[2], 'put_back', 1)
if ARGV[3] == ARGV[1] then redis.call('HINCRBY', KEYS[2], 'lost', 1) end
-- A sequence whose owner isn't in the line: `next_sequence` less `gone` is how long the line must be.
local function out_of_line() redis.call('HINCRBY', KEYS[2], 'gone', 1) end

-- Of two tickets of one user one goes; true if it is this one.
local function yields_to(other)
  local other_name = other:sub(1, 10)
  if other_name == name then return false end
  local other_record = redis.call('HGET', KEYS[6], other_name)
  if other_record then
    local letter, _, _, _, _, instant = unpack_turn(other_record)
    return not has_ended(letter, instant)
  end
  local in_line = redis.call('ZSCORE', KEYS[3], other)
  local other_score = tonumber(in_line or redis.call('ZSCORE', KEYS[4], other))
  if not other_score then return false end
  if other_score < score then return true end
  redis.call('ZREM', in_line and KEYS[3] or KEYS[4], other)
  if in_line then out_of_line() end
  redis.call('HSET', KEYS[6], other_name, pack_turn('X', 0, 0, 0, other_score, now))
  return false
end

if ARGV[5] ~= '' then
  local other = redis.call('HGET', KEYS[9], ARGV[5])
  if other and yields_to(other) then
    out_of_line()
    redis.call('HSET', KEYS[6], name, pack_turn('X', 0, 0, 0, score, now))
    return {'replaced', now}
  end
  redis.call('HSET', KEYS[9], ARGV[5], member)
end
touch(KEYS[5], sequence)
if score <= tonumber(state[3]) then
  out_of_line()
  return owe(1, 0, sequence)
end
if recovering then
  redis.call('ZADD', KEYS[3], ARGV[4], member)
  return without_turn('waiting', 0, 0)
end
out_of_line()
redis.call('ZADD', KEYS[4], ARGV[4], member)
local ahead = redis.call('ZCOUNT', KEYS[3], '-inf', '(' .. ARGV[4])
return without_turn('waiting', ahead, ahead)
