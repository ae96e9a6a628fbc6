-- Parts: turn
--
-- Gives up a place or a turn for good; a second call changes nothing. The ticket is remembered, so that it is not put
-- back into the line as one that was lost.
--
-- KEYS   1 settings, 2 state, 3 line, 4 late, 5 turns, 6 owed, 7 active
-- ARGV   1 epoch, 2 name of the ticket (10 bytes), 3 score of the ticket
-- Reply  'left', now, the turn that was claimed and not over (0: none)
--        'uninitialised' | 'stale_epoch', the epoch
-- Cost   O(log waiting)
local room = redis.call('HMGET', KEYS[1], 'epoch')
if not room[1] then return {'uninitialised'} end
if room[1] ~= ARGV[1] then return {'stale_epoch', tonumber(room[1])} end
if redis.call('EXISTS', KEYS[2]) == 0 then return {'uninitialised'} end

local name, turn, misses, sequence, score, claimed = ARGV[2], 0, 0, 0, tonumber(ARGV[3]), 0
local record = redis.call('HGET', KEYS[5], name)
if record then
  local letter, instant
  letter, turn, misses, sequence, score, instant = unpack_turn(record)
  -- What is over stays as it ended.
  if has_ended(letter, instant) then return {'left', now, 0} end
  if letter == 'C' then claimed = turn end
  if letter == 'O' then redis.call('ZREM', KEYS[6], name) end
  if letter == 'A' then redis.call('HINCRBY', KEYS[2], 'away', -1) end
  if letter == 'R' or letter == 'C' then redis.call('ZREM', KEYS[7], name) end
end
for place = 3, 4 do
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[place], ARGV[3], ARGV[3])) do
    if member:sub(1, 10) == name then
      redis.call('ZREM', KEYS[place], member)
      if place == 3 then redis.call('HINCRBY', KEYS[2], 'gone', 1) end
      redis.call('HINCRBY', KEYS[2], 'aside', 1)
    end
  end
end
redis.call('HSET', KEYS[5], name, pack_turn('L', turn, misses, sequence, score, now))
return {'left', now, claimed}
