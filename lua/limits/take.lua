-- Parts: limits
--
-- Decides all limits of a request in one go: either every one of them grants what is wanted and is charged, or none is.
--
-- KEYS   one a limit, all with the same hash tag
-- ARGV   three a limit: microseconds a token takes to come back, tokens the bucket holds, tokens wanted
-- Reply  'taken', 0, 0, then two figures a limit: tokens left, microseconds until the bucket is full
--        'limited', the refusing limit's place from 1, microseconds until it would grant, then the same figures
-- Cost   one GET and at most one SET a limit
local refused, wait, full_at = take_limits(1, #KEYS, 1)
return {refused > 0 and 'limited' or 'taken', refused, wait, unpack(limit_figures(full_at, 1))}
