// The front door put together: identity, limits, room, pass, proxy; the admin API.
