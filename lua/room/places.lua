-- Parts: member, turn, presence, recovery, place
--
-- What room/place.lua does, for many tickets in one call: a gateway's open streams whose presence is to be renewed or
-- whose turn may have come. `popped` and `aside` (room/stats.lua) are as they were when the places were read: from there
-- a place goes on by the room's figures alone, because who waits has as many fewer ahead as were popped since.
--
-- KEYS   1 settings, 2 state, 3 line, 4 late, 5 seen, 6 turns, 7 owed, 8 active, then the user's part of the users for
--        each ticket that has a user, in their order
-- ARGV   1 epoch, then four a ticket (at most 64): name (10 bytes), its epoch, its score, digest of its user or ''
-- Reply  'places', now, popped, aside, then three a ticket: the word of room/place.lua and the two figures behind its
--        `now`, 0 where there are fewer
--        'uninitialised' | 'stale_epoch', the epoch
-- Cost   O(tickets × log waiting); 5 commands for who waits
local room = redis.call('HMGET', KEYS[1], 'epoch', 'state', 'claim_within', 'recovering_until')
if not room[1] then return {'uninitialised'} end
if room[1] ~= ARGV[1] then return {'stale_epoch', tonumber(room[1])} end
local state = redis.call('HMGET', KEYS[2], 'popped', 'aside', 'last_score')
if not state[3] then return {'uninitialised'} end

-- As before the first place is read: who gives way within this very call counts as one who left since.
local reply, users = {'places', now, tonumber(state[1] or 0), tonumber(state[2] or 0)}, 8
for first = 2, #ARGV - 3, 4 do
  local digest = ARGV[first + 3]
  if digest ~= '' then users = users + 1 end
  local place = place_of(room, ARGV[first], ARGV[first + 1], ARGV[first + 2], digest, KEYS[users])
  reply[#reply + 1] = place[1]
  reply[#reply + 1] = place[3] or 0
  reply[#reply + 1] = place[4] or 0
end
return reply
