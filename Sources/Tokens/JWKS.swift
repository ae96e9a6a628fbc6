internal import Crypto
public import Primitives

/// The public keys of passes as a JSON Web Key Set (RFC 7517, RFC 8037): what `/.well-known/jwks.json` answers.
public enum JWKS {
  public static func append(_ keys: KeyRing, to buffer: ByteBuffer) {
    var json = JSONWriter(buffer)
    json.beginObject()
    json.key("keys")
    json.beginArray()
    for master in keys.keys {
      let key = PassKey(master)
      json.beginObject()
      json.field("kty", "OKP")
      json.field("crv", "Ed25519")
      json.field("alg", "EdDSA")
      json.field("use", "sig")
      json.field("kid", key.id)
      json.field("x", key.signing.publicKey.withBytes { Base64URL.encode($0) })
      json.endObject()
    }
    json.endArray()
    json.endObject()
  }
}
