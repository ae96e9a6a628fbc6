"""Verifies passes with PyJWT and with jwcrypto, as a stranger would who has only the key set.

In: {"jwks": text, "issuer": text, "audience": text, "tokens": {name: token}}
Out: {library: {name: claims, or null if it was refused}}
"""
import json
import sys

import jwt
from jwcrypto import jwk, jwt as jose


def with_pyjwt(token, asked):
    keys = jwt.PyJWKSet.from_json(asked["jwks"])
    try:
        header = jwt.get_unverified_header(token)
        key = keys[header["kid"]]
        if header["typ"] != "usher-pass+jwt":
            return None
        return jwt.decode(
            token,
            key.key,
            algorithms=["EdDSA"],
            audience=asked["audience"],
            issuer=asked["issuer"],
            options={"require": ["iss", "aud", "sub", "jti", "iat", "nbf", "exp"]},
        )
    except (jwt.PyJWTError, KeyError):
        return None


def with_jwcrypto(token, asked):
    keys = jwk.JWKSet.from_json(asked["jwks"])
    checks = {"iss": asked["issuer"], "aud": asked["audience"], "exp": None, "nbf": None, "sub": None, "jti": None}
    try:
        verified = jose.JWT(algs=["EdDSA"], check_claims=checks, expected_type="JWS")
        verified.deserialize(token, keys)
        return json.loads(verified.claims)
    except Exception:  # the library raises ValueError, KeyError and its own without a common base
        return None


asked = json.load(sys.stdin)
answer = {}
for name, verify in (("pyjwt", with_pyjwt), ("jwcrypto", with_jwcrypto)):
    answer[name] = {token: verify(text, asked) for token, text in asked["tokens"].items()}
json.dump(answer, sys.stdout)
