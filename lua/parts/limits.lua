-- Rate limits by the generic cell rate algorithm: each key holds the instant (microseconds) at which its bucket will be
-- full again, and lapses then. The limits are KEYS[first_key …], with three arguments each from ARGV[first_argument] on:
-- microseconds that a token takes to come back, tokens the bucket holds, tokens wanted.
--
-- All or nothing: refused by any, nothing is taken from any. Gives the place of the limit that refuses longest (0: none),
-- the microseconds until it would not, and for each limit in turn its tokens left and the microseconds until it is full.
local function take_limits(first_key, count, first_argument)
  local refused, wait, after, figures = 0, 0, {}, {}
  for index = 1, count do
    local at = first_argument + (index - 1) * 3
    local token, capacity, wanted = tonumber(ARGV[at]), tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
    -- Never fuller than full: a limit that was lowered, or a clock that went back, must not refuse beyond its own window.
    local full_at = tonumber(redis.call('GET', KEYS[first_key + index - 1]) or now)
    full_at = math.min(math.max(full_at, now), now + token * capacity)
    after[index] = full_at + token * wanted
    local over = after[index] - now - token * capacity
    if over > wait then refused, wait = index, over end
    figures[index * 2 - 1] = math.floor(capacity - (full_at - now) / token)
    figures[index * 2] = full_at - now
  end
  if refused > 0 then return refused, wait, figures end
  for index = 1, count do
    local at = first_argument + (index - 1) * 3
    local until_full = after[index] - now
    redis.call('SET', KEYS[first_key + index - 1], digits(after[index]), 'PX', math.ceil(until_full / 1000))
    figures[index * 2 - 1] = math.floor(tonumber(ARGV[at + 1]) - until_full / tonumber(ARGV[at]))
    figures[index * 2] = until_full
  end
  return 0, 0, figures
end
