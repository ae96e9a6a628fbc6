// Byte buffers, rings, slot maps, instants, seeded random, base64url, JSON: values that every other target builds on.
