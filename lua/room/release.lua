-- Parts: member, turn, presence, permits, recovery
--
-- Gives turns to the next people: those who are owed one first, then by key. However many admitters call, what they
-- release together is at most the integral of the rate over the time passed plus one burst, and never more than
-- `max_active` at once. Who is absent when his turn comes is passed over: he is owed it on his return. Turns that were
-- not claimed in time give up their place among the active. `served_score` is the greatest key whose turn has come.
--
-- KEYS   1 settings, 2 state, 3 line, 4 late, 5 seen, 6 turns, 7 owed, 8 active
-- ARGV   1 epoch, 2 most people to release in this call
-- Reply  'released', now, released, passed over, 1 if calling again at once would do more, 1 if the store lost something,
--        microseconds in which to call again so that nothing of the rate is cut off (at most a second; -1: nothing accrues)
--        'uninitialised' | 'stale_epoch', the epoch
-- Cost   O((looked at + lapsed) × log waiting), each at most 250 a call
local room = redis.call('HMGET', KEYS[1], 'epoch', 'state', 'paused', 'rate', 'burst', 'max_active', 'absent_after',
  'claim_within', 'recovering_until', 'ramp')
if not room[1] then return {'uninitialised'} end
if room[1] ~= ARGV[1] then return {'stale_epoch', tonumber(room[1])} end
local state = redis.call('HMGET', KEYS[2], 'permits', 'accrued_at', 'gone', 'admitted_total', 'away', 'served_score',
  'lost', 'window', 'window_count', 'window_before', 'next_sequence', 'popped',
  'admitted_owed')
if not state[1] then return {'uninitialised'} end
local bound = 250
local gone, away, served = tonumber(state[3]), tonumber(state[5]), tonumber(state[6])
local absent_after, claim_within = tonumber(room[7]), tonumber(room[8])
local lost, popped = tonumber(state[7]), tonumber(state[12] or 0)
if redis.call('ZCARD', KEYS[3]) ~= state[11] - gone then lost = lost + 1 end

-- Slots that ran out: an unclaimed turn is missed, a claimed one is over.
local lapsed = redis.call('ZRANGEBYSCORE', KEYS[8], '-inf', digits(now), 'LIMIT', 0, bound)
if #lapsed > 0 then
  redis.call('ZREM', KEYS[8], unpack(lapsed))
  local records = redis.call('HMGET', KEYS[6], unpack(lapsed))
  for index, name in ipairs(lapsed) do
    local record = records[index]
    local letter, turn, misses, sequence, score = nil
    if record then letter, turn, misses, sequence, score = unpack_turn(record) end
    if letter == 'R' then
      misses = math.min(misses + 1, 255)
      redis.call('HSET', KEYS[6], name,
        pack_turn('A', turn, misses, sequence, score, eligible_after_miss(misses, claim_within)))
      away = away + 1
    end
  end
end

local recovering = is_recovering(room[9])
local paused = room[2] ~= 'open' or room[3] == '1' or recovering
local permits, accrued_at = tonumber(state[1]), tonumber(state[2])
if not recovering then
  permits, accrued_at = accrue_by(permits, accrued_at, room[4], room[5], room[10] or '', paused)
end
local rate, burst, next_step = pace_now(room[4], room[5], room[10] or '')
local budget = math.min(math.floor(permits / person), tonumber(ARGV[2]), bound)
if tonumber(room[6]) > 0 then
  budget = math.min(budget, tonumber(room[6]) - redis.call('ZCOUNT', KEYS[8], '(' .. digits(now), '+inf'))
end
if paused then budget = 0 end

local released, passed, looked_at = 0, 0, 0
local records, slots = {}, {}
local function settle_turn(letter, name, turn, misses, sequence, score)
  local instant = letter == 'R' and now + claim_within or 0
  records[#records + 1] = name
  records[#records + 1] = pack_turn(letter, turn, misses, sequence, score, instant)
  if letter == 'A' then
    passed, away = passed + 1, away + 1
    return
  end
  slots[#slots + 1] = digits(instant)
  slots[#slots + 1] = name
  released = released + 1
end

local function letter_for(sequence, score)
  return is_present(KEYS[5], sequence, score, absent_after) and 'R' or 'A'
end

-- Owed turns, in the order in which they came to be owed.
while released < budget and looked_at < bound do
  local names = redis.call('ZPOPMIN', KEYS[7], math.min(budget - released, bound - looked_at))
  if #names == 0 then break end
  looked_at = looked_at + #names / 2
  for index = 1, #names, 2 do
    local record = redis.call('HGET', KEYS[6], names[index])
    if record then
      local letter, turn, misses, sequence, score = unpack_turn(record)
      if letter == 'O' then settle_turn(letter_for(sequence, score), names[index], turn, misses, sequence, score) end
    end
  end
end

local admitted_owed = tonumber(state[13] or 0) + released

-- The next of the line and of those who came back late, by key: members and scores in turn. At most `count`.
local function pop(count)
  if redis.call('ZCARD', KEYS[4]) == 0 then
    local people = redis.call('ZPOPMIN', KEYS[3], count)
    gone, popped = gone + #people / 2, popped + #people / 2
    return people
  end
  local line = redis.call('ZRANGE', KEYS[3], 0, count - 1, 'WITHSCORES')
  local late = redis.call('ZRANGE', KEYS[4], 0, count - 1, 'WITHSCORES')
  local people, next_line, next_late = {}, 1, 1
  while #people < count * 2 and (line[next_line] or late[next_late]) do
    if not late[next_late]
      or line[next_line] and tonumber(line[next_line + 1]) <= tonumber(late[next_late + 1]) then
      people[#people + 1], people[#people + 2] = line[next_line], line[next_line + 1]
      next_line = next_line + 2
    else
      people[#people + 1], people[#people + 2] = late[next_late], late[next_late + 1]
      next_late = next_late + 2
    end
  end
  if next_line > 1 then redis.call('ZREMRANGEBYRANK', KEYS[3], 0, (next_line - 3) / 2) end
  if next_late > 1 then redis.call('ZREMRANGEBYRANK', KEYS[4], 0, (next_late - 3) / 2) end
  gone, popped = gone + (next_line - 1) / 2, popped + (next_line - 1) / 2
  return people
end

while released < budget and looked_at < bound do
  local people = pop(math.min(budget - released, bound - looked_at))
  if #people == 0 then break end
  looked_at = looked_at + #people / 2
  local names = {}
  for index = 1, #people, 2 do names[#names + 1] = people[index]:sub(1, 10) end
  local known = redis.call('HMGET', KEYS[6], unpack(names))
  for index, name in ipairs(names) do
    local score = tonumber(people[index * 2])
    served = math.max(served, score)
    -- A record means that an operator's command reached him before he was back in the line: it stands.
    if not known[index] then
      local sequence = sequence_of(people[index * 2 - 1])
      settle_turn(letter_for(sequence, score), name, 1, 0, sequence, score)
    end
  end
end
if #records > 0 then redis.call('HSET', KEYS[6], unpack(records)) end
if #slots > 0 then redis.call('ZADD', KEYS[8], unpack(slots)) end

-- How many were released in this window of 5 s and in the one before.
local window, count, before = math.floor(now / 5000000), tonumber(state[9]), tonumber(state[10])
if window ~= tonumber(state[8]) then
  before = window == tonumber(state[8]) + 1 and count or 0
  count = 0
end
permits = permits - released * person
redis.call('HSET', KEYS[2], 'permits', digits(permits), 'accrued_at', digits(accrued_at), 'gone', gone, 'popped', popped,
  'admitted_total', state[4] + released, 'admitted_owed', admitted_owed, 'away', away, 'served_score', digits(served), 'lost', lost, 'window', window,
  'window_count', count + released, 'window_before', before)

local more = 0
if #lapsed == bound then more = 1 end
if not paused and permits >= person and (looked_at >= bound or released >= tonumber(ARGV[2])) then more = 1 end

-- Permits beyond the burst are cut off. Whole ones that are left mean that there was nobody to release: no hurry then.
local due_in = -1
if room[2] == 'open' and room[3] ~= '1' and (rate > 0 or next_step) then
  due_in = math.min(1000000, next_step and next_step - now or 1000000)
  if rate > 0 and permits < person then
    local wait = math.max(0, accrued_at - now) + math.floor((burst * 1000000 - permits) / rate)
    due_in = math.min(due_in, wait)
  end
end
return {'released', now, released, passed, more, lost > 0 and 1 or 0, due_in}
