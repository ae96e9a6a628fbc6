-- Where a genuine ticket stands, and what that changes: what room/place.lua promises for one ticket. KEYS are its 1 to 8.
--
-- `room` has the settings' epoch, state, claim_within and recovering_until, `users` is the user's part of the users.
-- Answers as room/place.lua does, the word first.
local function place_of(room, name, epoch, score_text, digest, users)
  local score = tonumber(score_text)

  local recovering = is_recovering(room[4])

  -- The answer for who has no turn: the room's state decides what it is called. `figure` goes with the word, `ahead` with
  -- a room that isn't open yet.
  local function without_turn(word, figure, ahead)
    if room[2] == 'closed' or room[2] == 'sold_out' then return {room[2], now, 0} end
    if recovering then return {'recovering', now, 0} end
    if room[2] == 'prequeue' then return {'prequeue', now, ahead} end
    return {word, now, figure}
  end

  -- The member of this ticket in a set ordered by score. Two tickets share a score only across a failover.
  local function find(set)
    for _, member in ipairs(redis.call('ZRANGEBYSCORE', set, score_text, score_text)) do
      if member:sub(1, 10) == name then return member end
    end
  end

  local member = find(KEYS[3])
  if member then
    touch(KEYS[5], sequence_of(member))
    local ahead = redis.call('ZRANK', KEYS[3], member)
    return without_turn('waiting', ahead, ahead)
  end

  local function owe(turn, misses, sequence)
    redis.call('HSET', KEYS[6], name, pack_turn('O', turn, misses, sequence, score, now))
    redis.call('ZADD', KEYS[7], digits(now), name)
    return without_turn('owed', redis.call('ZRANK', KEYS[7], name), 0)
  end

  local function answer_by_record(record)
    local letter, turn, misses, sequence, _, instant = unpack_turn(record)
    if letter == 'L' then return {'left', now} end
    if letter == 'X' then return {'replaced', now} end
    if letter == 'D' then return {'complete', now, turn} end
    if letter == 'V' then return {'revoked', now, turn} end
    if letter == 'C' then
      if instant <= now then return {'expired', now, turn} end
      return {'claimed', now, turn, instant}
    end
    touch(KEYS[5], sequence)
    if letter == 'R' then
      if instant > now then return {'released', now, turn, instant} end
      -- Not claimed in time, and not collected by a release yet.
      redis.call('ZREM', KEYS[8], name)
      redis.call('HINCRBY', KEYS[2], 'away', 1)
      misses = math.min(misses + 1, 255)
      instant = eligible_after_miss(misses, tonumber(room[3]))
      letter = 'A'
      redis.call('HSET', KEYS[6], name, pack_turn('A', turn, misses, sequence, score, instant))
    end
    if letter == 'O' then return without_turn('owed', redis.call('ZRANK', KEYS[7], name), 0) end
    if instant > now then return without_turn('owed_later', instant - now, 0) end
    redis.call('HINCRBY', KEYS[2], 'away', -1)
    return owe(turn, misses, sequence)
  end

  local record = redis.call('HGET', KEYS[6], name)
  if record then return answer_by_record(record) end

  member = find(KEYS[4])
  if member then
    touch(KEYS[5], sequence_of(member))
    local ahead = redis.call('ZCOUNT', KEYS[3], '-inf', '(' .. score_text)
    return without_turn('waiting', ahead, ahead)
  end

  -- Unknown: put back.
  local state = redis.call('HMGET', KEYS[2], 'last_score', 'next_sequence', 'served_score')
  if not state[1] then return {'uninitialised'} end
  local sequence = tonumber(state[2])
  if sequence >= sequence_end then return {'full'} end
  member = pack_member(name, epoch, sequence)
  redis.call('HSET', KEYS[2], 'next_sequence', sequence + 1, 'last_score', digits(math.max(tonumber(state[1]), score)))
  redis.call('HINCRBY', KEYS[2], 'put_back', 1)
  if epoch == room[1] then redis.call('HINCRBY', KEYS[2], 'lost', 1) end
  -- A sequence whose owner isn't in the line: `next_sequence` less `gone` is how long the line must be.
  local function out_of_line() redis.call('HINCRBY', KEYS[2], 'gone', 1) end

  -- Of two tickets of one user one goes; true if it is this one.
  local function yields_to(other)
    local other_name = other:sub(1, 10)
    if other_name == name then return false end
    local other_record = redis.call('HGET', KEYS[6], other_name)
    if other_record then
      local letter, _, _, _, _, instant = unpack_turn(other_record)
      return not has_ended(letter, instant)
    end
    local in_line = redis.call('ZSCORE', KEYS[3], other)
    local other_score = tonumber(in_line or redis.call('ZSCORE', KEYS[4], other))
    if not other_score then return false end
    if other_score < score then return true end
    redis.call('ZREM', in_line and KEYS[3] or KEYS[4], other)
    if in_line then out_of_line() end
    redis.call('HINCRBY', KEYS[2], 'aside', 1)
    redis.call('HSET', KEYS[6], other_name, pack_turn('X', 0, 0, 0, other_score, now))
    return false
  end

  if digest ~= '' then
    local other = redis.call('HGET', users, digest)
    if other and yields_to(other) then
      out_of_line()
      redis.call('HSET', KEYS[6], name, pack_turn('X', 0, 0, 0, score, now))
      return {'replaced', now}
    end
    redis.call('HSET', users, digest, member)
  end
  touch(KEYS[5], sequence)
  if score <= tonumber(state[3]) then
    out_of_line()
    return owe(1, 0, sequence)
  end
  if recovering then
    redis.call('ZADD', KEYS[3], score_text, member)
    return without_turn('waiting', 0, 0)
  end
  out_of_line()
  redis.call('ZADD', KEYS[4], score_text, member)
  local ahead = redis.call('ZCOUNT', KEYS[3], '-inf', '(' .. score_text)
  return without_turn('waiting', ahead, ahead)
end
