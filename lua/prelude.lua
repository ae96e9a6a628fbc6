-- Put before every script when it is loaded: the instant at which the script runs, in microseconds by Redis' own clock.
-- One reading a script. Integers up to 2^53 are exact in Lua and in replies; as text they need `digits`, because tostring
-- keeps 14 of them. (redis.call writes numbers with 17, which is exact too, but takes twice the time of `digits`.)
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local function digits(number) return string.format('%d', number) end
