-- Parts: permits, recovery
--
-- Sets a room's settings, if they are newer than those it has. What accrued up to now does so at the old pace; a change
-- of rate or burst cuts what is saved up to the new burst, and a pause to one person.
--
-- KEYS   1 settings, 2 state
-- ARGV   1 epoch, 2 version, 3 state, 4 paused, 5 rate, 6 burst (both in millionths of a person), 7 max_active (0: none),
--        8 absent_after, 9 claim_within, 10 pass_lifetime (microseconds), 11 waiting_max, 12 ramp (parts/permits.lua; '': none)
-- Reply  'applied', now, version that holds now, 1 if it changed
--        'uninitialised' | 'stale_epoch', the epoch
-- Cost   constant
local room = redis.call('HMGET', KEYS[1], 'epoch', 'version', 'paused', 'rate', 'burst', 'state', 'recovering_until',
  'ramp')
if not room[1] then return {'uninitialised'} end
if room[1] ~= ARGV[1] then return {'stale_epoch', tonumber(room[1])} end
if tonumber(room[2]) >= tonumber(ARGV[2]) then return {'applied', now, tonumber(room[2]), 0} end
local state = redis.call('HMGET', KEYS[2], 'permits', 'accrued_at')
if not state[1] then return {'uninitialised'} end

local permits, accrued_at = tonumber(state[1]), tonumber(state[2])
if not is_recovering(room[7]) then
  local stood = room[6] ~= 'open' or room[3] == '1'
  permits, accrued_at = accrue_by(permits, accrued_at, room[4], room[5], room[8] or '', stood)
end
local _, burst = pace_now(ARGV[5], ARGV[6], ARGV[12])
permits = math.min(permits, burst * 1000000)
if ARGV[4] == '1' or ARGV[3] ~= 'open' then permits = math.min(permits, person) end
redis.call('HSET', KEYS[2], 'permits', digits(permits), 'accrued_at', digits(accrued_at))
redis.call('HSET', KEYS[1], 'version', ARGV[2], 'state', ARGV[3], 'paused', ARGV[4], 'rate', ARGV[5], 'burst', ARGV[6],
  'max_active', ARGV[7], 'absent_after', ARGV[8], 'claim_within', ARGV[9], 'pass_lifetime', ARGV[10],
  'waiting_max', ARGV[11], 'ramp', ARGV[12])
return {'applied', now, tonumber(ARGV[2]), 1}
