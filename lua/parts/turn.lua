-- The record of somebody who is not (or not only) waiting in the line: 22 bytes in the hash `turns`, under the ticket's name.
--
--   state     one letter, below
--   turn      the ticket's turn: 1, and one more for each turn that it is given again
--   misses    how often a turn was not claimed in time
--   sequence  the place in the string `seen`
--   score     the ticket's own score
--   instant   in microseconds; what it means goes by the state:
--
--   'R' released, may claim until `instant`        'C' claimed, holds a pass until `instant`
--   'O' owed a turn since `instant`                'A' away or missed, is owed a turn on the first poll after `instant`
--   'L' left     'X' replaced by another ticket of the same user     'D' complete     'V' revoked
local function pack_turn(state, turn, misses, sequence, score, instant)
  return struct.pack('>c1I2I1I4I7I7', state, turn, misses, sequence, score, instant)
end

-- state, turn, misses, sequence, score, instant
local function unpack_turn(record)
  return struct.unpack('>c1I2I1I4I7I7', record)
end

-- True if nothing can come of this ticket any more but by an operator's hand.
local function has_ended(state, instant)
  return state == 'L' or state == 'X' or state == 'D' or state == 'V' or (state == 'C' and instant <= now)
end

-- When somebody who let `misses` turns lapse may have the next: at once for the first two, then after a wait that
-- doubles to 16 times `claim_within`, so that who polls for ever and claims nothing can't eat up the rate.
local function eligible_after_miss(misses, claim_within)
  if misses <= 2 then return 0 end
  return now + claim_within * 2 ^ math.min(misses - 3, 4)
end
