-- Parts: member, turn
--
-- Carries out what the shop or an operator says of a claimed turn. A repeated or late command about a turn that is over
-- changes nothing. Also rebuilds turns from passes after a loss: a ticket without a record gets one.
--
--   complete   the purchase is done: the place among the active is free, the turn is over
--   revoke     the same, by force
--   extend     the turn lasts until the given instant, if that is later
--   requeue    the turn is over and its owner is owed the next one, with the next number
--
-- KEYS   1 settings, 2 state, 3 turns, 4 owed, 5 active, 6 the user's part of the users, if any
-- ARGV   1 epoch, 2 name of the ticket (10 bytes), 3 turn, 4 command, 5 until (microseconds; extend only), 6 digest of the user or ''
-- Reply  'settled', now, 1 if something changed
--        'uninitialised' | 'stale_epoch', the epoch
-- Cost   O(log active); 4 to 6 commands
local room = redis.call('HMGET', KEYS[1], 'epoch')
if not room[1] then return {'uninitialised'} end
if room[1] ~= ARGV[1] then return {'stale_epoch', tonumber(room[1])} end
local name, ended, command = ARGV[2], tonumber(ARGV[3]), ARGV[4]

local letter, turn, misses, sequence, score, instant
local record = redis.call('HGET', KEYS[3], name)
if record then
  letter, turn, misses, sequence, score, instant = unpack_turn(record)
else
  local following = redis.call('HGET', KEYS[2], 'next_sequence')
  if not following then return {'uninitialised'} end
  letter, turn, misses, sequence, score, instant = 'C', ended, 0, tonumber(following), 0, 0
  redis.call('HSET', KEYS[2], 'next_sequence', sequence + 1)
  redis.call('HINCRBY', KEYS[2], 'put_back', 1)
  redis.call('HINCRBY', KEYS[2], 'gone', 1)
  if ARGV[6] ~= '' then
    redis.call('HSETNX', KEYS[6], ARGV[6], pack_member(name, ARGV[1], sequence))
  end
end

-- A turn with a greater number has begun since, or the ticket was given up; and what is over is over, but that a turn
-- which ended may still be given again.
if turn > ended or letter == 'L' or letter == 'X' then return {'settled', now, 0} end
if (letter == 'D' or letter == 'V') and turn == ended and command ~= 'requeue' then return {'settled', now, 0} end

local function forget_place()
  if letter == 'O' then redis.call('ZREM', KEYS[4], name) end
  if letter == 'A' then redis.call('HINCRBY', KEYS[2], 'away', -1) end
end

if command == 'extend' then
  local ends = tonumber(ARGV[5])
  if ends <= now or letter == 'C' and ends <= instant then return {'settled', now, 0} end
  forget_place()
  redis.call('HSET', KEYS[3], name, pack_turn('C', ended, misses, sequence, score, ends))
  redis.call('ZADD', KEYS[5], digits(ends), name)
  return {'settled', now, 1}
end
forget_place()
redis.call('ZREM', KEYS[5], name)
if command == 'requeue' then
  if ended >= 65535 then return {'settled', now, 0} end
  redis.call('HSET', KEYS[3], name, pack_turn('O', ended + 1, 0, sequence, score, now))
  redis.call('ZADD', KEYS[4], digits(now), name)
else
  redis.call('HSET', KEYS[3], name, pack_turn(command == 'complete' and 'D' or 'V', ended, misses, sequence, score, now))
end
return {'settled', now, 1}
