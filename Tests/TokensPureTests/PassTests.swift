import Crypto
import Primitives
import Testing
import Tokens

@Suite struct PassTests {
  static let claims = PassClaims(
    room: "demo", user: "alice", id: "abcdefghijklmnopqrstuv", issuedAtSeconds: testNow.seconds,
    expiresAtSeconds: testNow.seconds + 600, epoch: 3)
  static let issuer = "usher"

  private let codec = PassCodec(keys: KeyRing(current: masterKey(1)), issuer: issuer)
  private var fresh: PassCodec { PassCodec(keys: KeyRing(current: masterKey(1)), issuer: Self.issuer) }

  static let variety = [
    claims,
    PassClaims(
      room: "r", user: #"</script>"\#u{7}é票🎫"#, id: "i", issuedAtSeconds: 0, expiresAtSeconds: .max, epoch: .max),
    PassClaims(
      room: String(repeating: "r", count: 40), user: String(repeating: "u", count: 256),
      id: String(repeating: "i", count: 43), issuedAtSeconds: 1, expiresAtSeconds: 2, epoch: 0),
  ]

  @Test(arguments: variety)
  func comesBackAsItWas(_ claims: PassClaims) throws {
    let text = written { codec.mint(claims, into: $0) }
    #expect(text.utf8.count <= PassCodec.textBytesMax)
    // Who reads it for the first time, and who made it and so remembers it.
    for reader in [fresh, codec] {
      for _ in 0..<3 { #expect(try text.view { try reader.authenticate($0) } == claims) }
    }
  }

  @Test func theSameClaimsGiveTheSameBytes() {
    let first = written { codec.mint(Self.claims, into: $0) }
    #expect(first == written { fresh.mint(Self.claims, into: $0) })
    var later = Self.claims
    later.expiresAtSeconds += 1
    #expect(first != written { codec.mint(later, into: $0) })
  }

  @Test func isAPlainJWT() throws {
    let parts = written { codec.mint(Self.claims, into: $0) }.split(separator: ".").map(String.init)
    #expect(parts.count == 3)
    let header = String(decoding: try #require(Base64URL.decode(parts[0])), as: UTF8.self)
    #expect(header == #"{"alg":"EdDSA","kid":"\#(codec.currentKeyID)","typ":"usher-pass+jwt"}"#)
    let payload = try #require(Base64URL.decode(parts[1]))
    let object = try payload.withUnsafeBytes { try JSONReader.parse(ByteView($0)) }.objectValue
    #expect(object?.fields.map(\.name) == ["iss", "aud", "sub", "jti", "iat", "nbf", "exp", "epoch", "mac"])
    #expect(object?["sub"] == .string("alice") && object?["aud"] == .string("demo"))
  }

  /// Before and after the good pass is remembered.
  @Test func refusesEveryChange() throws {
    let text = written { codec.mint(Self.claims, into: $0) }
    let reader = fresh
    for round in 0..<2 {
      for changed in oneCharacterChanges(of: text) {
        #expect(throws: PassRefusal.self, "round \(round)") { try changed.view { try reader.authenticate($0) } }
      }
      for count in 0..<text.utf8.count {
        #expect(throws: PassRefusal.self) { try String(text.prefix(count)).view { try reader.authenticate($0) } }
      }
      for suffix in ["A", "=", ".", " ", ".A"] {
        #expect(throws: PassRefusal.self) { try (text + suffix).view { try reader.authenticate($0) } }
      }
      #expect(try text.view { try reader.authenticate($0) } == Self.claims)
    }
  }

  @Test func aForgeryFailsAtTheFirstCheckItMeets() throws {
    let text = written { codec.mint(Self.claims, into: $0) }
    let parts = text.split(separator: ".").map(String.init)
    let payload = String(decoding: try #require(Base64URL.decode(parts[1])), as: UTF8.self)
    let mallory = payload.replacing("alice", with: "mally").base64URL
    let foreign = written {
      PassCodec(keys: KeyRing(current: masterKey(9)), issuer: Self.issuer).mint(Self.claims, into: $0)
    }
    var otherSignature = Array(parts[2].utf8)
    otherSignature[20] = otherSignature[20] == 65 ? 66 : 65
    let unsigned = #"{"alg":"none","typ":"usher-pass+jwt"}"#.base64URL
    let cases: [(String, PassRefusal.Reason)] = [
      ("\(parts[0]).\(mallory).\(parts[2])", .badMAC),
      ("\(parts[0]).\(parts[1]).\(String(decoding: otherSignature, as: UTF8.self))", .badSignature),
      (foreign, .unknownKey), ("\(unsigned).\(parts[1]).\(parts[2])", .unknownKey),
      ("\(unsigned).\(parts[1]).", .malformed),
      ("\(parts[0]).\(payload.replacing(",\"mac", with: ", \"mac").base64URL).\(parts[2])", .malformed),
      ("\(parts[0]).\("{}".base64URL).\(parts[2])", .malformed), ("\(parts[0])..\(parts[2])", .unknownKey),
      ("", .malformed), (String(repeating: "A", count: PassCodec.textBytesMax + 1), .tooLong),
    ]
    for (text, reason) in cases {
      let refusal = #expect(throws: PassRefusal.self) { try text.view { try fresh.authenticate($0) } }
      #expect(refusal?.reason == reason, "\(text)")
      #expect(refusal?.description == "the pass is not valid")
    }
  }

  /// Base64url whose last character has unused bits set decodes to the same signature elsewhere; here it is refused.
  @Test func theSignatureHasOneText() {
    let text = written { codec.mint(Self.claims, into: $0) }
    for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_" where last != text.last {
      #expect(throws: PassRefusal.self) { try (text.dropLast() + String(last)).view { try fresh.authenticate($0) } }
    }
  }

  @Test func belongsToItsRoomAndTime() throws {
    let text = written { codec.mint(Self.claims, into: $0) }
    func verify(_ seconds: Int64, room: StaticString = "demo", extended: Int64? = nil) throws -> PassClaims {
      try text.view {
        try codec.verify(
          $0, room: ByteView(room), now: WallInstant(seconds: testNow.seconds + seconds),
          extendedUntilSeconds: extended.map { testNow.seconds + $0 })
      }
    }
    #expect(try verify(0) == Self.claims)
    #expect(try verify(-10) == Self.claims)
    #expect(throws: PassRefusal(.notYetValid)) { try verify(-11) }
    #expect(try verify(599) == Self.claims)
    #expect(throws: PassRefusal(.expired)) { try verify(600) }
    #expect(try verify(600, extended: 1_000) == Self.claims)
    #expect(throws: PassRefusal(.expired)) { try verify(1_000, extended: 1_000) }
    // An extension never shortens a pass.
    #expect(try verify(599, extended: 1) == Self.claims)
    #expect(throws: PassRefusal(.otherRoom)) { try verify(0, room: "demo-ga") }
    #expect(throws: PassRefusal(.otherRoom)) { try verify(0, room: "") }
  }

  @Test func anotherIssuerIsRefused() {
    let text = written {
      PassCodec(keys: KeyRing(current: masterKey(1)), issuer: "elsewhere").mint(Self.claims, into: $0)
    }
    #expect(throws: PassRefusal(.otherIssuer)) { try text.view { try codec.authenticate($0) } }
  }

  @Test func survivesTheRotationOfKeys() throws {
    let old = written { codec.mint(Self.claims, into: $0) }
    let rotated = PassCodec(keys: KeyRing(current: masterKey(2), accepted: [masterKey(1)]), issuer: Self.issuer)
    #expect(rotated.currentKeyID != codec.currentKeyID)
    #expect(try old.view { try rotated.authenticate($0) } == Self.claims)
    // A retry after the rotation gets the bytes of the first answer.
    #expect(old == written { rotated.mint(Self.claims, keyID: codec.currentKeyID, into: $0) })
    let new = written { rotated.mint(Self.claims, into: $0) }
    #expect(new != old)
    #expect(throws: PassRefusal(.unknownKey)) { try new.view { try codec.authenticate($0) } }
    let buffer = ByteBuffer()
    #expect(!rotated.mint(Self.claims, keyID: "no such key", into: buffer))
    #expect(buffer.isEmpty)
  }

  @Test func remembersNoMoreThanItsBound() throws {
    let reader = PassCodec(keys: KeyRing(current: masterKey(1)), issuer: Self.issuer, rememberedMax: 4)
    let texts = (0..<20).map { number in
      var claims = Self.claims
      claims.user = "user-\(number)"
      return written { codec.mint(claims, into: $0) }
    }
    for _ in 0..<2 {
      for (number, text) in texts.enumerated() {
        #expect(try text.view { try reader.authenticate($0) }.user == "user-\(number)")
      }
    }
    reader.forgetAll()
    #expect(try texts[0].view { try reader.authenticate($0) }.user == "user-0")
  }

  /// A pass that isn't ours cannot use the place of a remembered one: its signature text is the same, its claims are
  /// not.
  @Test func theMemoryHoldsExactBytes() throws {
    let text = written { codec.mint(Self.claims, into: $0) }
    _ = try text.view { try codec.authenticate($0) }
    let parts = text.split(separator: ".").map(String.init)
    let payload = String(decoding: try #require(Base64URL.decode(parts[1])), as: UTF8.self)
    let forged = "\(parts[0]).\(payload.replacing("demo", with: "omed").base64URL).\(parts[2])"
    #expect(throws: PassRefusal(.badMAC)) { try forged.view { try codec.authenticate($0) } }
  }

  @Test func refusesRandomBytes() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededRandom(seed: seed)
    let good = Array(written { codec.mint(Self.claims, into: $0) }.utf8)
    let reader = fresh
    for _ in 0..<3_000 {
      var bytes = good
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes.remove(at: Int.random(in: 0..<bytes.count, using: &generator))
        default:
          bytes.insert(
            UInt8.random(in: 0...255, using: &generator), at: Int.random(in: 0..<bytes.count, using: &generator))
        }
      }
      if bytes == good { continue }
      #expect(throws: PassRefusal.self, "seed \(seed)") {
        try bytes.withUnsafeBytes { try reader.authenticate(ByteView($0)) }
      }
    }
  }

  @Test func turnsHaveOneNameEach() {
    let identity = PassIdentity(keys: KeyRing(current: masterKey(1)))
    let ticket = RandomID(high: 1, low: 2)
    let name = identity.passID(ticket: ticket, turn: 1)
    #expect(name.utf8.count == PassIdentity.textBytes)
    #expect(name == PassIdentity(keys: KeyRing(current: masterKey(1))).passID(ticket: ticket, turn: 1))
    var names: Set = [name]
    for turn in 2...200 { names.insert(identity.passID(ticket: ticket, turn: UInt32(turn))) }
    names.insert(identity.passID(ticket: RandomID(high: 1, low: 3), turn: 1))
    names.insert(PassIdentity(keys: KeyRing(current: masterKey(2))).passID(ticket: ticket, turn: 1))
    #expect(names.count == 202)
  }

  @Test func theKeySetHoldsPublicKeysOnly() throws {
    let ring = KeyRing(current: masterKey(1), accepted: [masterKey(2)])
    let text = written { JWKS.append(ring, to: $0) }
    let keys = try text.view { try JSONReader.parse($0) }.objectValue?["keys"]?.arrayValue ?? []
    #expect(keys.count == 2)
    for key in keys {
      #expect(key.objectValue?.fields.map(\.name) == ["kty", "crv", "alg", "use", "kid", "x"])
    }
    #expect(keys[0].objectValue?["kid"] == .string(codec.currentKeyID))
  }
}
