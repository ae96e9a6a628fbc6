internal import Crypto
internal import Primitives

/// What one master key gives passes: the signing key pair, the key of the inner `mac`, and the JWT header they share.
final class PassKey {
  /// The first 96 bits of the public key's thumbprint (RFC 7638), as base64url.
  let id: String
  let mac: HMACSHA256
  let signing: Ed25519SigningKey
  let verifying: Ed25519VerifyingKey
  /// The encoded JWT header and its dot: every pass made with this key starts with exactly these bytes.
  let headerText: [UInt8]

  init(_ master: MasterKey) {
    mac = HMACSHA256(key: master.derived("usher pass mac v1"))
    signing = Ed25519SigningKey(seed: master.derived("usher pass signature v1"))
    verifying = Ed25519VerifyingKey(publicKey: signing.publicKey)
    id = PassKey.thumbprint(signing.publicKey)
    let header = #"{"alg":"EdDSA","kid":"\#(id)","typ":"usher-pass+jwt"}"#
    headerText = Array(Base64URL.encode(Array(header.utf8)).utf8) + [UInt8(ascii: ".")]
  }

  private static func thumbprint(_ publicKey: Digest32) -> String {
    let key = Array(#"{"crv":"Ed25519","kty":"OKP","x":"\#(publicKey.withBytes { Base64URL.encode($0) })"}"#.utf8)
    let digest = key.withUnsafeBytes { SHA256.digest(ByteView($0)) }
    return digest.withBytes { Base64URL.encode($0.slice(from: 0, to: 12)) }
  }
}
