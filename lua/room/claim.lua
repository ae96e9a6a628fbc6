-- Parts: turn
--
-- Takes up a turn. Calling it again gives the same turn with the same number and the same end, so that the pass made
-- of them is the same too. An unclaimed turn holds its place among the active for `claim_within`, a claimed one for
-- `pass_lifetime`.
--
-- KEYS   1 settings, 2 state, 3 turns, 4 active
-- ARGV   1 epoch, 2 name of the ticket (10 bytes)
-- Reply  'claimed', now, turn, until, 1 if this call was the first
--        'no_turn', now                                        (waits, is owed a turn, missed it, or is unknown)
--        'expired' | 'complete' | 'revoked', now, turn
--        'left' | 'replaced', now
--        'uninitialised' | 'stale_epoch', the epoch
-- Cost   O(log active); 3 to 5 commands
local room = redis.call('HMGET', KEYS[1], 'epoch', 'pass_lifetime', 'claim_within')
if not room[1] then return {'uninitialised'} end
if room[1] ~= ARGV[1] then return {'stale_epoch', tonumber(room[1])} end

local record = redis.call('HGET', KEYS[3], ARGV[2])
if not record then return {'no_turn', now} end
local letter, turn, misses, sequence, score, instant = unpack_turn(record)
if letter == 'L' then return {'left', now} end
if letter == 'X' then return {'replaced', now} end
if letter == 'D' then return {'complete', now, turn} end
if letter == 'V' then return {'revoked', now, turn} end
if letter == 'C' then
  if instant <= now then return {'expired', now, turn} end
  return {'claimed', now, turn, instant, 0}
end
if letter ~= 'R' then return {'no_turn', now} end
if instant <= now then
  -- Too late, and not collected by a release yet: missed, and owed on the next poll.
  redis.call('ZREM', KEYS[4], ARGV[2])
  redis.call('HINCRBY', KEYS[2], 'away', 1)
  misses = math.min(misses + 1, 255)
  redis.call('HSET', KEYS[3], ARGV[2],
    pack_turn('A', turn, misses, sequence, score, eligible_after_miss(misses, tonumber(room[3]))))
  return {'no_turn', now}
end
local ends = now + tonumber(room[2])
redis.call('HSET', KEYS[3], ARGV[2], pack_turn('C', turn, misses, sequence, score, ends))
redis.call('ZADD', KEYS[4], digits(ends), ARGV[2])
return {'claimed', now, turn, ends, 1}
