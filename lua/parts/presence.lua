-- Presence: two bytes a person in the string `seen`, the number of the 4-second interval in which he polled last; a join
-- writes nothing, for the score tells when it was. Numbers run from 1 to 65,535 (0: never) and come round after three days: who was away for exactly that long counts as
-- present for a moment, and is then one who doesn't claim his turn.
local interval = math.floor(now / 4000000) % 65535
local heard_now = struct.pack('>I2', interval + 1)

-- A poll within the same interval writes nothing.
local function touch(seen, sequence)
  local at = sequence * 2
  if redis.call('GETRANGE', seen, at, at + 1) ~= heard_now then redis.call('SETRANGE', seen, at, heard_now) end
end

-- Errs toward presence by up to one interval: nobody counts as absent before `absent_after` has passed. Who was heard up
-- to an hour ahead of now is here, too: the clock went back.
local function is_present(seen, sequence, score, absent_after)
  if now - score <= absent_after then return true end
  local heard = redis.call('GETRANGE', seen, sequence * 2, sequence * 2 + 1)
  if #heard < 2 then return false end
  local number = struct.unpack('>I2', heard)
  local passed = (interval - (number - 1)) % 65535
  return number > 0 and (passed * 4000000 <= absent_after or passed >= 65535 - 900)
end
