-- Parts: member, turn, presence, recovery, place
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
return place_of(room, ARGV[2], ARGV[3], ARGV[4], ARGV[5], KEYS[9])
