import Crypto
import Foundation
import Primitives
import Testing
import Tokens

/// Other people's JWT libraries take what Usher makes, and Usher takes what they make.
@Suite struct TokenTests {
  private let keys = KeyRing(current: .random(), accepted: [.random()])
  private let now = SystemClock().now()

  private func text(_ body: (ByteBuffer) -> Void) -> String {
    let buffer = ByteBuffer()
    body(buffer)
    return buffer.string
  }

  private func claims(from start: Int64 = 0, until end: Int64 = 600) -> PassClaims {
    PassClaims(
      room: "demo", user: "Zoë <票> \"🎫\"", id: "abcdefghijklmnopqrstuv", issuedAtSeconds: now.seconds + start,
      expiresAtSeconds: now.seconds + end, epoch: 4_294_967_295)
  }

  @Test func librariesVerifyPasses() throws {
    let codec = PassCodec(keys: keys, issuer: "usher")
    let old = PassCodec(keys: KeyRing(current: keys.keys[1]), issuer: "usher")
    let foreign = PassCodec(keys: KeyRing(current: .random()), issuer: "usher")
    let good = text { codec.mint(claims(), into: $0) }
    var parts = good.split(separator: ".").map(String.init)
    parts[1] = text { codec.mint(claims(until: 601), into: $0) }.split(separator: ".").map(String.init)[1]
    var otherRoom = claims()
    otherRoom.room = "demo-ga"
    let tokens: [String: String] = [
      "good": good, "previous key": text { old.mint(claims(), into: $0) }, "changed": parts.joined(separator: "."),
      "foreign key": text { foreign.mint(claims(), into: $0) }, "other room": text { codec.mint(otherRoom, into: $0) },
      "other issuer": text { PassCodec(keys: keys, issuer: "elsewhere").mint(claims(), into: $0) },
      "expired": text { codec.mint(claims(from: -7_200, until: -3_600), into: $0) },
      "future": text { codec.mint(claims(from: 3_600, until: 7_200), into: $0) },
    ]
    let answer = try PythonTool.run(
      "verify_passes.py",
      ["jwks": text { JWKS.append(keys, to: $0) }, "issuer": "usher", "audience": "demo", "tokens": tokens])
    for library in ["pyjwt", "jwcrypto"] {
      let results = try #require(answer[library] as? [String: Any])
      #expect(Set(results.keys) == Set(tokens.keys))
      for name in ["good", "previous key"] {
        let read = try #require(results[name] as? [String: Any], "\(library) refused `\(name)`")
        #expect(read["iss"] as? String == "usher" && read["aud"] as? String == "demo")
        #expect(read["sub"] as? String == claims().user && read["jti"] as? String == claims().id)
        #expect(read["iat"] as? Int64 == now.seconds && read["nbf"] as? Int64 == now.seconds)
        #expect(read["exp"] as? Int64 == now.seconds + 600 && read["epoch"] as? Int == 4_294_967_295)
        #expect((read["mac"] as? String)?.count == 22)
      }
      for name in tokens.keys where !["good", "previous key"].contains(name) {
        #expect(results[name] is NSNull, "\(library) took `\(name)`")
      }
    }
  }

  @Test func librariesMakeAssertions() throws {
    let secret = "a shared secret of more than 32 bytes"
    let issued = now.seconds
    let answer = try PythonTool.run(
      "make_assertions.py",
      [
        "secret": secret, "seed": Base64URL.encode(SecureRandom.bytes(32)),
        "claims": ["sub": "Zoë", "aud": "usher", "iat": issued, "exp": issued + 60, "iss": "shop"],
      ])
    let publicKey = try #require((answer["public_key"] as? String).flatMap { Base64URL.decode($0) })
    let verifier = AssertionVerifier(
      audience: "usher",
      keys: [
        AssertionKey(
          id: "hs",
          material: .sharedSecret(try #require(Array(secret.utf8).withUnsafeBytes { SharedSecret(ByteView($0)) }))),
        AssertionKey(
          id: "ed", material: .ed25519(publicKey: try #require(publicKey.withUnsafeBytes { Digest32(ByteView($0)) })),
          issuer: "shop"),
      ])
    let tokens = try #require(answer["tokens"] as? [String: String])
    #expect(tokens.count == 4)
    for (name, token) in tokens {
      let assertion = try Array(token.utf8).withUnsafeBytes { try verifier.verify(ByteView($0), now: now) }
      #expect(assertion.user == "Zoë", "\(name)")
      #expect(assertion.keyID == (name.hasSuffix("HS256") ? "hs" : "ed"))
      #expect(throws: AssertionRefusal.tooOld) {
        try Array(token.utf8).withUnsafeBytes { try verifier.verify(ByteView($0), now: now + 301_000_000) }
      }
    }
  }
}
