-- Parts: turn, presence, limits
--
-- Takes a place at the end of the line, unless the caller has one already. Keys of order increase strictly, also when
-- Redis' clock stands still or goes back. Who is known by a user or by an idempotency key, and whose ticket may still
-- lead to something, gets that ticket back and takes nothing.
--
-- KEYS   1 settings, 2 state, 3 line, 4 late, 5 seen, 6 turns, 7 users, 8 and 9 idempotency keys (they take turns),
--        10… one a limit
-- ARGV   1 epoch, 2 ticket id for a new place (16 bytes), 3 '' or 'user' or 'key', 4 digest of that user or key,
--        5 number of limits, 6… three a limit (parts/limits.lua)
-- Reply  'joined', now, score, how many are ahead
--        'known', now, score, epoch of the ticket, ticket id
--        'limited', limit's place from 1, microseconds to wait, two figures a limit
--        'closed' | 'sold_out' | 'full' | 'uninitialised' | 'stale_epoch', the epoch
-- Cost   O(log waiting); 7 commands for a stranger
local room = redis.call('HMGET', KEYS[1], 'epoch', 'state', 'waiting_max')
if not room[1] then return {'uninitialised'} end
if room[1] ~= ARGV[1] then return {'stale_epoch', tonumber(room[1])} end
if room[2] == 'closed' or room[2] == 'sold_out' then return {room[2]} end

if ARGV[5] ~= '0' then
  local refused, wait, figures = take_limits(10, tonumber(ARGV[5]), 6)
  if refused > 0 then return {'limited', refused, wait, unpack(figures)} end
end

local state = redis.call('HMGET', KEYS[2], 'last_score', 'next_sequence')
if not state[1] then return {'uninitialised'} end

-- The ticket behind a member of the line, or nil if nothing can come of it any more.
local function known(member)
  local id = member:sub(1, 16)
  local record = redis.call('HGET', KEYS[6], id)
  local score
  if record then
    local letter, _, _, _, own, instant = unpack_turn(record)
    if has_ended(letter, instant) then return nil end
    score = own
  else
    score = redis.call('ZSCORE', KEYS[3], member) or redis.call('ZSCORE', KEYS[4], member)
    if not score then return nil end
  end
  return {'known', now, tonumber(score), struct.unpack('>I2', member, 21), id}
end

local names
if ARGV[3] == 'user' then
  names = KEYS[7]
  local member = redis.call('HGET', names, ARGV[4])
  local found = member and known(member)
  if found then return found end
elseif ARGV[3] == 'key' then
  local keys = redis.call('HMGET', KEYS[2], 'keys_current', 'keys_rotate_at')
  local current = tonumber(keys[1])
  if now >= tonumber(keys[2]) then
    current = 1 - current
    redis.call('UNLINK', KEYS[8 + current])
    redis.call('HSET', KEYS[2], 'keys_current', current, 'keys_rotate_at', digits(now + 600000000))
  end
  names = KEYS[8 + current]
  local member = redis.call('HGET', names, ARGV[4]) or redis.call('HGET', KEYS[9 - current], ARGV[4])
  local found = member and known(member)
  if found then return found end
end

local sequence, waiting = tonumber(state[2]), redis.call('ZCARD', KEYS[3])
-- `seen` holds two bytes a sequence, and a string at most 512 MB.
if waiting >= tonumber(room[3]) or sequence >= 268435456 then return {'full'} end
local score = math.max(tonumber(state[1]) + 1, now)
local member = ARGV[2] .. struct.pack('>I4I2', sequence, ARGV[1] % 65536)
local text = digits(score)
redis.call('ZADD', KEYS[3], text, member)
redis.call('SETRANGE', KEYS[5], digits(sequence * 2), heard_now)
redis.call('HSET', KEYS[2], 'last_score', text, 'next_sequence', digits(sequence + 1))
if names then redis.call('HSET', names, ARGV[4], member) end
return {'joined', now, score, waiting}
