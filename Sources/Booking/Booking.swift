// Seat, hold, payment and order machines, and the batcher; no SQL, no HTTP.
