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
