-- How a ticket stands in Redis: by its name, the first 10 bytes of its id (80 random bits). In the line it is the name and
-- four bytes more, of which 6 bits are the epoch of its key and 26 its sequence, the place in the string `seen`. 14 bytes
-- fit an allocation of 16, and a waiter takes about 115 bytes in all.
local sequence_end = 67108864

local function pack_member(name, epoch, sequence)
  return name .. struct.pack('>I4', epoch % 64 * sequence_end + sequence)
end

local function sequence_of(member)
  return struct.unpack('>I4', member, 11) % sequence_end
end

-- The epoch of its key, modulo 64.
local function epoch_of(member)
  return math.floor(struct.unpack('>I4', member, 11) / sequence_end)
end
