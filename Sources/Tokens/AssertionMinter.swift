internal import Crypto
public import Primitives

/// Makes assertions as a shop does that shares an HS256 secret with Usher: for the demo shop's sign-in. Owned by one loop.
public final class AssertionMinter {
  private let keyID: String
  private let issuer: String?
  private let audience: String
  private let mac: HMACSHA256

  /// Nil if the key is not one with a shared secret: only those can be signed with.
  public init?(key: AssertionKey, audience: String) {
    guard case .sharedSecret(let secret) = key.material else { return nil }
    keyID = key.id
    issuer = key.issuer
    self.audience = audience
    mac = secret.bytes.withUnsafeBytes { HMACSHA256(key: ByteView($0)) }
  }

  /// An assertion of `user`, good from now on for as long as assertions may be. `user` must be a name that
  /// `AssertionVerifier.isUserName` lets through.
  public func mint(user: String, now: WallInstant) -> String {
    precondition(AssertionVerifier.isUserName(user), "an assertion needs a user's name")
    let signed = ByteBuffer(capacity: 512)
    appendPart(to: signed) { json in
      json.field("alg", "HS256" as StaticString)
      json.field("kid", keyID)
      json.field("typ", "usher-assertion+jwt" as StaticString)
    }
    signed.append(byte: UInt8(ascii: "."))
    appendPart(to: signed) { json in
      if let issuer { json.field("iss", issuer) }
      json.field("sub", user)
      json.field("aud", audience)
      json.field("iat", Int(now.seconds))
      json.field("exp", Int(now.seconds + AssertionVerifier.ageSecondsMax))
    }
    let code = mac.authenticate(signed.readable)
    signed.append(byte: UInt8(ascii: "."))
    code.withBytes { Base64URL.append($0, to: signed) }
    return signed.readable.string
  }

  private func appendPart(to text: ByteBuffer, _ fields: (inout JSONWriter) -> Void) {
    let part = ByteBuffer(capacity: 256)
    var json = JSONWriter(part)
    json.beginObject()
    fields(&json)
    json.endObject()
    Base64URL.append(part.readable, to: text)
  }
}
