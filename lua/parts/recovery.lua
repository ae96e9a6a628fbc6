-- Recovery after a loss ends once: the first script that sees it over writes 0, so that a clock that goes back can't begin it
-- anew. Positions are told from then on, and a ticket that was put back into the line afterwards would make them grow.
-- KEYS[1] is the settings; `recovering_until` as they have it.
local function is_recovering(recovering_until)
  if recovering_until == '0' then return false end
  if now < tonumber(recovering_until) then return true end
  redis.call('HSET', KEYS[1], 'recovering_until', '0')
  return false
end
