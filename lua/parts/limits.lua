-- Rate limits by the generic cell rate algorithm: each key holds the instant (microseconds) at which its bucket will be
-- full again, and lapses then. The limits are KEYS[first_key …], with three arguments each from ARGV[first_argument] on:
-- microseconds that a token takes to come back, tokens the bucket holds, tokens wanted.

-- Takes what is wanted from all of them, or, refused by any, nothing from any. Gives the place of the limit that refuses
-- longest (0: none), the microseconds until it would not, and the instants at which each bucket is full.
local function take_limits(first_key, count, first_argument)
  local refused, wait, before, after = 0, 0, {}, {}
  for index = 1, count do
    local at = first_argument + (index - 1) * 3
    local token, window = tonumber(ARGV[at]), ARGV[at] * ARGV[at + 1]
    local full_at = redis.call('GET', KEYS[first_key + index - 1])
    -- Never fuller than full: a limit that was lowered, or a clock that went back, must not refuse beyond its own window.
    full_at = full_at and math.min(math.max(tonumber(full_at), now), now + window) or now
    before[index], after[index] = full_at, full_at + token * ARGV[at + 2]
    local over = after[index] - now - window
    if over > wait then refused, wait = index, over end
  end
  if refused > 0 then return refused, wait, before end
  for index = 1, count do
    local lapses = math.ceil((after[index] - now) / 1000)
    redis.call('SET', KEYS[first_key + index - 1], digits(after[index]), 'PX', lapses)
  end
  return 0, 0, after
end

-- For each limit in turn its tokens left and the microseconds until it is full.
local function limit_figures(full_at, first_argument)
  local figures = {}
  for index, instant in ipairs(full_at) do
    local at = first_argument + (index - 1) * 3
    figures[index * 2 - 1] = math.floor(ARGV[at + 1] - (instant - now) / ARGV[at])
    figures[index * 2] = instant - now
  end
  return figures
end
