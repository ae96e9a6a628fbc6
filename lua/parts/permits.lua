-- Permits: what has accrued by the rate and may be released, in millionths of a millionth of a person. A rate is in
-- millionths of a person a second, so a microsecond of it is a whole number and nothing is ever rounded. A burst of at
-- most 9,000 people stays under 2^53; a product beyond that is inexact, and cut to the burst all the same.
local person = 1000000000000

-- What is saved up now, and up to when it has been counted. A clock that went back by up to 5 s is waited for;
-- further back, counting starts anew from there, because a line may not stand still for hours.
local function accrue(permits, accrued_at, rate, burst)
  if now < accrued_at then
    if accrued_at - now <= 5000000 then return permits, accrued_at end
    return permits, now
  end
  return math.min(permits + rate * (now - accrued_at), burst * 1000000), now
end

-- A room's pace may change at set instants: `ramp` has three numbers a step, its instant and from then on the rate and the
-- burst, in ascending order. Gives the rate and burst that hold now, and the instant of the next step or nil.
local function pace_now(rate, burst, ramp)
  for at, step_rate, step_burst in ramp:gmatch('(%d+) (%d+) (%d+)') do
    if tonumber(at) > now then return tonumber(rate), tonumber(burst), tonumber(at) end
    rate, burst = step_rate, step_burst
  end
  return tonumber(rate), tonumber(burst)
end

-- What is saved up now by the whole schedule, whoever counts and how often. Nothing accrues while the room `stands`; each
-- step cuts what is saved up to its own burst.
local function accrue_by(permits, accrued_at, rate, burst, ramp, stands)
  rate, burst = tonumber(rate), tonumber(burst)
  for at_text, step_rate, step_burst in ramp:gmatch('(%d+) (%d+) (%d+)') do
    local at = tonumber(at_text)
    if at > now then break end
    if at > accrued_at then
      permits = math.min(permits + (stands and 0 or rate) * (at - accrued_at), burst * 1000000, step_burst * 1000000)
      accrued_at = at
    end
    rate, burst = tonumber(step_rate), tonumber(step_burst)
  end
  return accrue(permits, accrued_at, stands and 0 or rate, burst)
end
