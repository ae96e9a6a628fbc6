-- Parts: member
--
-- The figures of a whole room at one instant; reads only. A gateway asks once a second, whatever the number of visitors.
--
-- KEYS   1 settings, 2 state, 3 line, 4 late, 5 owed, 6 active
-- ARGV   1 epoch, 2 most points of the curve (up to 32)
-- Reply  'stats', now, then in this order: version, state, paused (0 or 1), recovering until, waiting, admitted_total,
--        joins_total, active, owed, away, late, served_score, last_score, admitted in the last seconds as thousandths of
--        a person a second, 1 if the store lost something, popped (taken from the head of the line in all), aside (who
--        stood there and left, or gave way to another ticket), admitted because they were owed a turn, number of points,
--        and three a point: epoch of the key (modulo 64), its score, how many are ahead
--        'uninitialised' | 'stale_epoch', the epoch
-- Cost   O(points × log waiting), about 40 µs
local room = redis.call('HMGET', KEYS[1], 'epoch', 'version', 'state', 'paused', 'recovering_until')
if not room[1] then return {'uninitialised'} end
if room[1] ~= ARGV[1] then return {'stale_epoch', tonumber(room[1])} end
local state = redis.call('HMGET', KEYS[2], 'next_sequence', 'admitted_total', 'put_back', 'away', 'served_score',
  'last_score', 'lost', 'window', 'window_count', 'window_before', 'gone', 'popped',
  'admitted_owed', 'aside')
if not state[1] then return {'uninitialised'} end

-- The last 5 s, taken as so much of the window before as this one still lacks.
local window, part = math.floor(now / 5000000), now % 5000000 / 5000000
local count, before = tonumber(state[9]), tonumber(state[10])
if window ~= tonumber(state[8]) then
  before = window == tonumber(state[8]) + 1 and count or 0
  count = 0
end
local admitted = (count + before * (1 - part)) / 5 * 1000

local waiting = redis.call('ZCARD', KEYS[3])
local lost = tonumber(state[7]) > 0 or waiting ~= state[1] - state[11]
local reply = {'stats', now, tonumber(room[2]), room[3], tonumber(room[4]), tonumber(room[5]), waiting,
  tonumber(state[2]), state[1] - state[3], redis.call('ZCOUNT', KEYS[6], '(' .. digits(now), '+inf'),
  redis.call('ZCARD', KEYS[5]), tonumber(state[4]), redis.call('ZCARD', KEYS[4]), tonumber(state[5]),
  tonumber(state[6]), math.floor(admitted + 0.5), lost and 1 or 0, tonumber(state[12] or 0),
  tonumber(state[14] or 0), tonumber(state[13] or 0), 0}
local figures = #reply
local points = math.min(tonumber(ARGV[2]), 32, waiting)
for point = 1, points do
  local ahead = points == 1 and 0 or math.floor((point - 1) * (waiting - 1) / (points - 1))
  local found = redis.call('ZRANGE', KEYS[3], ahead, ahead, 'WITHSCORES')
  reply[#reply + 1] = epoch_of(found[1])
  reply[#reply + 1] = tonumber(found[2])
  reply[#reply + 1] = ahead
end
reply[figures] = points
return reply
