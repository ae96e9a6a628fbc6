-- Opens an epoch: an empty line, with the settings given. An epoch is opened once; a call for one that is open or past
-- changes nothing. Nobody is admitted before the room has recovered, and nothing accrues until then, so that a loss
-- gives nobody a burst.
--
-- New keys start above `score_floor`, so that they come after all keys of older epochs even if this server's clock is
-- behind that of the one before.
--
-- KEYS   1 settings, 2 state, 3… every other key of this epoch, dropped if some are left over from a partial loss
-- ARGV   1 epoch, 2 version, 3 state, 4 paused, 5 rate, 6 burst, 7 max_active, 8 absent_after, 9 claim_within,
--        10 pass_lifetime, 11 waiting_max, 12 ramp (as in room/settings.lua),
--        13 recover_for (microseconds), 14 score_floor, 15 served_score: the greatest key known to have been served
-- Reply  'opened' | 'open', now, recovering until, epoch that was open before (0: none)
--        'stale_epoch', the epoch
-- Cost   constant; what is left over is freed in the background
local room = redis.call('HMGET', KEYS[1], 'epoch', 'recovering_until')
local before = tonumber(room[1] or 0)
if before > tonumber(ARGV[1]) then return {'stale_epoch', before} end
if before == tonumber(ARGV[1]) and redis.call('EXISTS', KEYS[2]) == 1 then
  return {'open', now, tonumber(room[2]), before}
end

redis.call('UNLINK', unpack(KEYS))
local recovering_until = now + tonumber(ARGV[13])
redis.call('HSET', KEYS[1], 'epoch', ARGV[1], 'state', ARGV[3], 'waiting_max', ARGV[11],
  'recovering_until', digits(recovering_until), 'claim_within', ARGV[9], 'paused', ARGV[4], 'rate', ARGV[5],
  'burst', ARGV[6], 'ramp', ARGV[12], 'max_active', ARGV[7], 'absent_after', ARGV[8], 'pass_lifetime', ARGV[10], 'version', ARGV[2])
-- gone: sequences whose owner is not in the line; popped: those of them whose turn took them from its head; put_back:
-- sequences that no join took. So the length of the line and the number of joins follow from `next_sequence`, and a
-- join writes two fields.
redis.call('HSET', KEYS[2], 'last_score', digits(math.max(tonumber(ARGV[14]), tonumber(ARGV[15]), now)),
  'next_sequence', 0, 'served_score', ARGV[15], 'gone', 0, 'popped', 0, 'aside', 0, 'put_back', 0, 'lost', 0, 'away', 0,
  'admitted_total', 0, 'admitted_owed', 0, 'permits', 0, 'accrued_at', digits(recovering_until),
  'window', math.floor(now / 5000000), 'window_count', 0, 'window_before', 0)
return {'opened', now, recovering_until, before}
