-- In place of prelude.lua on a simulator's private Redis, and nowhere else: the instant is the script's last argument.
local now = tonumber(ARGV[#ARGV])
local function digits(number) return string.format('%d', number) end
