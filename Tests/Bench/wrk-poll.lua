-- Each request is the next ticket's poll. TICKETS names a file with a ticket a line.
local tickets = {}
for line in io.lines(os.getenv("TICKETS")) do tickets[#tickets + 1] = line end
local next = 0
request = function()
  next = next % #tickets + 1
  return wrk.format("GET", nil, {["Usher-Ticket"] = tickets[next], ["Accept"] = "application/json"})
end
