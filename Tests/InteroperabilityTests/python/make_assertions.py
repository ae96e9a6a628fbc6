"""Makes assertions as a shop's programmers would, with PyJWT and with jwcrypto.

In: {"secret": text, "seed": base64url of 32 bytes, "claims": {...}}
Out: {"public_key": base64url, "tokens": {"library algorithm": token}}
"""
import base64
import json
import sys

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwcrypto import jwk, jwt as jose


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


asked = json.load(sys.stdin)
private = Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(asked["seed"] + "=="))
public = base64url(private.public_key().public_bytes_raw())
tokens = {
    "pyjwt HS256": jwt.encode(asked["claims"], asked["secret"], algorithm="HS256", headers={"kid": "hs"}),
    "pyjwt EdDSA": jwt.encode(asked["claims"], private, algorithm="EdDSA", headers={"kid": "ed"}),
}
keys = {
    "HS256": ("hs", jwk.JWK(kty="oct", k=base64url(asked["secret"].encode()))),
    "EdDSA": ("ed", jwk.JWK(kty="OKP", crv="Ed25519", d=asked["seed"], x=public)),
}
for algorithm, (name, key) in keys.items():
    token = jose.JWT(header={"alg": algorithm, "kid": name}, claims=asked["claims"], algs=[algorithm])
    token.make_signed_token(key)
    tokens["jwcrypto " + algorithm] = token.serialize()
json.dump({"public_key": public, "tokens": tokens}, sys.stdout)
