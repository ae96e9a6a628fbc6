-- Parts: member, turn, limits, recovery
--
-- Takes a place at the end of the line, unless the caller has one already. Keys of order increase strictly, also when
-- Redis' clock stands still or goes back. Who is known by a user or by an idempotency key, and whose ticket may still
-- lead to something, gets that ticket back and takes nothing.
--
-- KEYS   1 settings, 2 state, 3 line, 4 late, 5 turns, then for a user his part of the users, for a key its part
--        of the idempotency keys of this window of ten minutes, the one before and the one after (the caller's clock may
--        differ from that of the gateway before), then one a limit
-- ARGV   1 epoch, 2 name of the ticket for a new place (10 bytes), 3 '' or 'user' or 'key', 4 digest of that user or key,
--        5 number of limits, 6… three a limit (parts/limits.lua)
-- Reply  'joined', now, score, how many are ahead
--        'known', now, score, epoch of its key (modulo 64), name
--        'limited', limit's place from 1, microseconds to wait, two figures a limit
--        'closed' | 'sold_out' | 'full' | 'uninitialised' | 'stale_epoch', the epoch
-- Cost   O(log waiting); 6 commands for a stranger
local room = redis.call('HMGET', KEYS[1], 'epoch', 'state', 'waiting_max', 'recovering_until')
if not room[1] then return {'uninitialised'} end
if room[1] ~= ARGV[1] then return {'stale_epoch', tonumber(room[1])} end
is_recovering(room[4])
if room[2] == 'closed' or room[2] == 'sold_out' then return {room[2]} end

if ARGV[5] ~= '0' then
  local refused, wait, full_at = take_limits(#KEYS - ARGV[5] + 1, tonumber(ARGV[5]), 6)
  if refused > 0 then return {'limited', refused, wait, unpack(limit_figures(full_at, 6))} end
end

local state = redis.call('HMGET', KEYS[2], 'last_score', 'next_sequence')
if not state[1] then return {'uninitialised'} end

-- The ticket behind a member of the line, or nil if nothing can come of it any more.
local function known(member)
  local name = member:sub(1, 10)
  local record = redis.call('HGET', KEYS[5], name)
  local score
  if record then
    local letter, _, _, _, own, instant = unpack_turn(record)
    if has_ended(letter, instant) then return nil end
    score = own
  else
    score = redis.call('ZSCORE', KEYS[3], member) or redis.call('ZSCORE', KEYS[4], member)
    if not score then return nil end
  end
  return {'known', now, tonumber(score), epoch_of(member), name}
end

-- Where the owner is looked for; in the first of them he is remembered.
local owners = ARGV[3] == 'user' and 1 or ARGV[3] == 'key' and 3 or 0
for index = 6, 5 + owners do
  local member = redis.call('HGET', KEYS[index], ARGV[4])
  local found = member and known(member)
  if found then return found end
end

local sequence, waiting = tonumber(state[2]), redis.call('ZCARD', KEYS[3])
if waiting >= tonumber(room[3]) or sequence >= sequence_end then return {'full'} end
local score = math.max(tonumber(state[1]) + 1, now)
local member = pack_member(ARGV[2], ARGV[1], sequence)
local text = digits(score)
redis.call('ZADD', KEYS[3], text, member)
redis.call('HSET', KEYS[2], 'last_score', text, 'next_sequence', digits(sequence + 1))
if owners > 0 then
  redis.call('HSET', KEYS[6], ARGV[4], member)
  if owners == 3 and redis.call('HLEN', KEYS[6]) == 1 then redis.call('EXPIRE', KEYS[6], 1260) end
end
return {'joined', now, score, waiting}
