import Crypto
import Primitives
import Testing
import Tokens

@Suite struct AssertionTests {
  private static let secret = "a secret that is at least 32 bytes long"
  private static var signing: Ed25519SigningKey {
    Ed25519SigningKey(seed: HKDF.deriveKey(from: zeroKey, purpose: "shop"))
  }
  private static let zeroKey = [UInt8](repeating: 0, count: 32).withUnsafeBytes { SecretKey(ByteView($0))! }
  private static let shared = AssertionKey(id: "shop-hs", material: .sharedSecret(secret.view { SharedSecret($0)! }))
  private static let pair = AssertionKey(
    id: "shop-ed", material: .ed25519(publicKey: signing.publicKey), issuer: "https://shop.example")

  private let verifier = AssertionVerifier(audience: "usher", keys: [shared, pair])

  static func claims(
    sub: String = #""alice""#, aud: String = #""usher""#, iat: Int64 = 0, exp: Int64 = 300, extra: String = ""
  ) -> String {
    #"{"sub":\#(sub),"aud":\#(aud),"iat":\#(testNow.seconds + iat),"exp":\#(testNow.seconds + exp)\#(extra)}"#
  }

  static func hs256(_ claims: String, header: String = #"{"alg":"HS256","kid":"shop-hs"}"#, key: String = secret)
    -> String
  {
    let signed = "\(header.base64URL).\(claims.base64URL)"
    let code = signed.view { signed in key.view { HMACSHA256.authenticate(signed, key: $0) } }
    return "\(signed).\(code.withBytes { Base64URL.encode($0) })"
  }

  static func edDSA(_ claims: String, header: String = #"{"alg":"EdDSA","kid":"shop-ed"}"#) -> String {
    let signed = "\(header.base64URL).\(claims.base64URL)"
    return "\(signed).\(signed.view { signing.sign($0) }.withBytes { Base64URL.encode($0) })"
  }

  private func refusal(_ text: String, by verifier: AssertionVerifier? = nil) -> AssertionRefusal? {
    do {
      _ = try text.view { try (verifier ?? self.verifier).verify($0, now: testNow) }
      return nil
    } catch {
      return error as? AssertionRefusal
    }
  }

  @Test(arguments: ["alice", "Ada Łovelace \"7\"", String(repeating: "x", count: 128)])
  func whatIsMintedIsBelieved(user: String) throws {
    let minter = try #require(AssertionMinter(key: Self.shared, audience: "usher"))
    let text = minter.mint(user: user, now: testNow)
    let read = try text.view { try verifier.verify($0, now: testNow + 299_000_000) }
    #expect(read.user == user && read.keyID == "shop-hs" && read.issuedAt == testNow)
    #expect(read.expiresAt == testNow + 300_000_000)
    for (audience, later, expected) in [
      ("another", 0, AssertionRefusal.otherAudience), ("usher", 300_000_000, .expired), ("usher", 301_000_000, .tooOld),
    ] {
      let other = AssertionVerifier(audience: audience, keys: [Self.shared])
      #expect(throws: expected) { try text.view { try other.verify($0, now: testNow + Int64(later)) } }
    }
  }

  @Test func onlySharedSecretsMint() {
    #expect(AssertionMinter(key: Self.pair, audience: "usher") == nil)
    var named = Self.shared
    named.issuer = "https://shop.example"
    let text = AssertionMinter(key: named, audience: "usher")?.mint(user: "alice", now: testNow)
    #expect(text.map { refusal($0, by: AssertionVerifier(audience: "usher", keys: [named])) } == .some(nil))
  }

  @Test func acceptsBothAlgorithms() throws {
    let expected = try Self.hs256(Self.claims()).view { try verifier.verify($0, now: testNow) }
    #expect(expected.user == "alice" && expected.keyID == "shop-hs")
    #expect(expected.issuedAt == testNow && expected.expiresAt == testNow + 300_000_000)
    let issuer = #","iss":"https://shop.example""#
    #expect(try Self.edDSA(Self.claims(extra: issuer)).view { try verifier.verify($0, now: testNow) }.user == "alice")
    for header in [
      #"{"kid":"shop-hs","typ":"JWT","alg":"HS256"}"#, #"{"alg":"HS256","kid":"shop-hs","typ":"usher-assertion+jwt"}"#,
    ] {
      #expect(refusal(Self.hs256(Self.claims(), header: header)) == nil)
    }
    for audience in [#"["usher"]"#, #"["other","usher"]"#] {
      #expect(refusal(Self.hs256(Self.claims(aud: audience))) == nil)
    }
    #expect(refusal(Self.hs256(Self.claims(extra: #","email":"a@b.example","roles":["x"],"nbf":0"#))) == nil)
    #expect(
      try Self.hs256(Self.claims(sub: #""Zoë 票\u00e9""#)).view { try verifier.verify($0, now: testNow) }.user
        == "Zoë 票é")
  }

  @Test func theKeyDecidesTheAlgorithm() {
    let claims = Self.claims()
    #expect(refusal(Self.hs256(claims, header: #"{"alg":"none","kid":"shop-hs"}"#)) == .otherAlgorithm)
    #expect(refusal("\(#"{"alg":"none"}"#.base64URL).\(claims.base64URL).") == .notAJWT)
    #expect(refusal(Self.hs256(claims, header: #"{"alg":"hs256","kid":"shop-hs"}"#)) == .otherAlgorithm)
    #expect(refusal(Self.hs256(claims, header: #"{"alg":"EdDSA","kid":"shop-hs"}"#)) == .otherAlgorithm)
    // The classic: the public key taken for a shared secret.
    let publicKey = Self.signing.publicKey.withBytes { $0.array }
    let header = #"{"alg":"HS256","kid":"shop-ed"}"#
    let signed = "\(header.base64URL).\(claims.base64URL)"
    let code = signed.view { signed in publicKey.withUnsafeBytes { HMACSHA256.authenticate(signed, key: ByteView($0)) }
    }
    #expect(refusal("\(signed).\(code.withBytes { Base64URL.encode($0) })") == .otherAlgorithm)
    #expect(refusal(Self.hs256(claims, key: Self.secret + "!")) == .badSignature)
    #expect(refusal(Self.edDSA(claims, header: #"{"alg":"EdDSA","kid":"nobody"}"#)) == .unknownKey)
    #expect(refusal(Self.hs256(claims, header: #"{"alg":"HS256"}"#)) == .unknownKey)
    let single = AssertionVerifier(audience: "usher", keys: [Self.shared])
    #expect(refusal(Self.hs256(claims, header: #"{"alg":"HS256"}"#), by: single) == nil)
    #expect(refusal(Self.hs256(claims), by: AssertionVerifier(audience: "usher", keys: [])) == .unknownKey)
  }

  @Test(arguments: [
    #"{"alg":"HS256","kid":"shop-hs","crit":["exp"],"exp":1}"#, #"{"alg":"HS256","kid":"shop-hs","crit":[]}"#,
    #"{"alg":"HS256","kid":"shop-hs","b64":false}"#, #"{"alg":"HS256","kid":"shop-hs","jku":"https://evil.example"}"#,
    #"{"alg":"HS256","kid":"shop-hs","jwk":{}}"#, #"{"alg":"HS256","kid":"shop-hs","zip":"DEF"}"#,
    #"{"alg":"HS256","alg":"HS256","kid":"shop-hs"}"#, #"{"alg":"HS256","kid":1}"#, #"{"alg":null,"kid":"shop-hs"}"#,
    #"{"kid":"shop-hs"}"#, #"{"alg":"HS256","kid":"shop-hs","typ":"at+jwt"}"#,
    #"{"alg":"HS256","kid":"shop-hs","typ":7}"#,
    #"["HS256"]"#, #"HS256"#, #"{"alg":"HS256","kid":"shop-hs"} x"#,
  ])
  func refusesOtherHeaders(_ header: String) {
    #expect(refusal(Self.hs256(Self.claims(), header: header)) == .badHeader)
  }

  static let wrongClaims: [(String, AssertionRefusal)] = [
    (claims(iat: -301, exp: -1), .tooOld), (claims(iat: -300, exp: 0), .expired),
    (claims(iat: -300, exp: -1), .expired),
    (claims(exp: 301), .tooLongLived), (claims(exp: 0), .tooLongLived), (claims(exp: -1), .tooLongLived),
    (claims(iat: 11, exp: 20), .notYetValid), (claims(extra: #","nbf":\#(testNow.seconds + 11)"#), .notYetValid),
    (claims(extra: #","nbf":"0""#), .badClaims), (claims(aud: #""other""#), .otherAudience),
    (claims(aud: #"["other"]"#), .otherAudience), (claims(aud: "[]"), .otherAudience), (claims(aud: "7"), .badClaims),
    (claims(sub: "7"), .badClaims), (claims(sub: "null"), .badClaims), (claims(sub: #""""#), .badUser),
    (claims(sub: #""anon:00000000000000000000000000000000""#), .badUser), (claims(sub: #""a\nb""#), .badUser),
    (claims(sub: #"" a""#), .badUser), (claims(sub: #""a ""#), .badUser), (claims(sub: #""a\u007f""#), .badUser),
    (claims(sub: "\"\(String(repeating: "u", count: 129))\""), .badUser),
    (claims(extra: #","sub":"bob""#), .badClaims), (claims(extra: #","iat":1"#), .badClaims),
    (#"{"sub":"a","aud":"usher","iat":1.8e9,"exp":1800000300}"#, .badClaims),
    (#"{"sub":"a","aud":"usher","iat":"1800000000","exp":1800000300}"#, .badClaims),
    (#"{"sub":"a","aud":"usher","iat":-9223372036854775808,"exp":9223372036854775807}"#, .notYetValid),
    (#"{"sub":"a","aud":"usher","iat":9223372036854775807,"exp":9223372036854775807}"#, .notYetValid),
    (#"{"sub":"a","aud":"usher","iat":1800000000,"exp":9223372036854775807}"#, .tooLongLived),
    (#"{"sub":"a","aud":"usher","exp":1800000300}"#, .badClaims),
    (#"{"sub":"a","aud":"usher","iat":1800000000}"#, .badClaims),
    (#"{"sub":"a","iat":1800000000,"exp":1800000300}"#, .badClaims), ("[]", .badClaims), ("", .notAJWT),
    ("{", .badClaims),
    (String(repeating: "[", count: 500), .badClaims),
  ]

  @Test(arguments: wrongClaims)
  func refusesOtherClaims(_ claims: String, _ expected: AssertionRefusal) {
    #expect(refusal(Self.hs256(claims)) == expected, "\(claims)")
  }

  @Test func theIssuerIsCheckedWhereItIsConfigured() {
    #expect(refusal(Self.edDSA(Self.claims())) == .otherIssuer)
    #expect(refusal(Self.edDSA(Self.claims(extra: #","iss":"https://evil.example""#))) == .otherIssuer)
    #expect(refusal(Self.edDSA(Self.claims(extra: #","iss":["https://shop.example"]"#))) == .otherIssuer)
  }

  @Test func refusesEveryChange() {
    let text = Self.hs256(Self.claims())
    for changed in oneCharacterChanges(of: text) { #expect(refusal(changed) != nil, "\(changed)") }
    for count in 0..<text.utf8.count { #expect(refusal(String(text.prefix(count))) != nil) }
    for bad in [
      text + ".", text + ".e30", "." + text, text + "=", text.replacing(".", with: ".."), "..", ".", "a.b", "a.b.c",
    ] {
      #expect(refusal(bad) != nil, "\(bad)")
    }
    #expect(refusal(String(repeating: "A", count: 4_097)) == .tooLong)
  }

  @Test func refusesRandomBytes() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededRandom(seed: seed)
    let good = Array(Self.hs256(Self.claims()).utf8)
    for _ in 0..<3_000 {
      var bytes = good
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      if bytes == good { continue }
      #expect(throws: AssertionRefusal.self, "seed \(seed)") {
        try bytes.withUnsafeBytes { try verifier.verify(ByteView($0), now: testNow) }
      }
    }
  }

  @Test func shortSecretsAreNoKeys() {
    #expect(String(repeating: "s", count: 31).view { SharedSecret($0) } == nil)
    #expect(String(repeating: "s", count: 1_025).view { SharedSecret($0) } == nil)
    var dumped = ""
    dump(Self.shared, to: &dumped)
    #expect(!dumped.contains("secret that") && !dumped.contains("115"))
  }
}
