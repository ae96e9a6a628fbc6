// Digests, HMAC, HKDF, AEAD, Ed25519 and random bytes, by OpenSSL.
