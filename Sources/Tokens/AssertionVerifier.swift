internal import Crypto
public import Primitives

/// Checks what shops say of their visitors: JWTs by configured keys, for this installation, at most 5 minutes old. It
/// is stricter than JWT libraries: the key decides the algorithm, header members other than `alg`, `kid` and `typ` are
/// refused (`crit`, `jku`, `jwk`, `x5u` … ask for what is not done here), and so are names that stand twice and
/// base64url that isn't canonical. Other claims are the shop's own business. Owned by one loop.
public final class AssertionVerifier {
  public static let textBytesMax = 4_096
  public static let ageSecondsMax: Int64 = 300
  /// How far a shop's clock may be ahead.
  public static let clockLeewaySeconds: Int64 = 10

  private enum Checker {
    case hmac(HMACSHA256)
    case ed25519(Ed25519VerifyingKey)

    var algorithm: StaticString {
      switch self {
      case .hmac: "HS256"
      case .ed25519: "EdDSA"
      }
    }
  }

  private let audience: String
  private let keys: [(key: AssertionKey, checker: Checker)]

  /// `audience` is what `aud` must be or contain.
  public init(audience: String, keys: [AssertionKey]) {
    self.audience = audience
    self.keys = keys.map { key in
      switch key.material {
      case .sharedSecret(let secret):
        (key, .hmac(secret.bytes.withUnsafeBytes { HMACSHA256(key: ByteView($0)) }))
      case .ed25519(let publicKey):
        (key, .ed25519(Ed25519VerifyingKey(publicKey: publicKey)))
      }
    }
  }

  public func verify(_ text: ByteView, now: WallInstant) throws(AssertionRefusal) -> Assertion {
    guard text.count <= Self.textBytesMax else { throw .tooLong }
    guard let first = text.firstIndex(of: UInt8(ascii: ".")), let last = text.lastIndex(of: UInt8(ascii: ".")),
      first > 0, last > first + 1, last + 1 < text.count,
      let header = Base64URL.decode(text.slice(from: 0, to: first)),
      let payload = Base64URL.decode(text.slice(from: first + 1, to: last)),
      let signature = Base64URL.decode(text.slice(from: last + 1))
    else { throw .notAJWT }
    let (key, checker) = try chosenKey(header)
    let signed = text.slice(from: 0, to: last)
    let valid = signature.withUnsafeBytes { signature in
      switch checker {
      case .hmac(let mac): mac.authenticate(signed).withBytes { constantTimeEquals($0, ByteView(signature)) }
      case .ed25519(let key): key.isValid(ByteView(signature), for: signed)
      }
    }
    guard valid else { throw .badSignature }
    guard let claims = parsed(payload) else { throw .badClaims }
    return try checked(claims, key: key, now: now)
  }

  private func chosenKey(_ header: [UInt8]) throws(AssertionRefusal) -> (AssertionKey, Checker) {
    guard let object = parsed(header) else { throw .badHeader }
    for field in object.fields where !["alg", "kid", "typ"].contains(field.name) { throw .badHeader }
    guard let algorithm = object["alg"]?.stringValue else { throw .badHeader }
    if let type = object["typ"] {
      guard let type = type.stringValue, ["JWT", "usher-assertion+jwt"].contains(type) else { throw .badHeader }
    }
    let found: (key: AssertionKey, checker: Checker)?
    if let id = object["kid"] {
      guard let id = id.stringValue else { throw .badHeader }
      found = keys.first { $0.key.id == id }
    } else {
      // Without a name the key must be clear: several would mean trying what the token was not made for.
      found = keys.count == 1 ? keys[0] : nil
    }
    guard let found else { throw .unknownKey }
    guard algorithm == found.checker.algorithm.description else { throw .otherAlgorithm }
    return found
  }

  private func checked(
    _ claims: JSONObject, key: AssertionKey, now: WallInstant
  ) throws(AssertionRefusal) -> Assertion {
    guard let user = claims["sub"]?.stringValue, let audience = claims["aud"],
      let issuedAt = claims["iat"]?.integerValue, let expiresAt = claims["exp"]?.integerValue
    else { throw .badClaims }
    switch audience {
    case .string(let name): guard name == self.audience else { throw .otherAudience }
    case .array(let names): guard names.contains(.string(self.audience)) else { throw .otherAudience }
    default: throw .badClaims
    }
    if let issuer = key.issuer, claims["iss"]?.stringValue != issuer { throw .otherIssuer }
    let seconds = now.seconds
    // Far-off numbers are refused before anything is subtracted from them.
    guard issuedAt >= 0, Int64(issuedAt) <= seconds + Self.clockLeewaySeconds else { throw .notYetValid }
    if let notBefore = claims["nbf"] {
      guard let notBefore = notBefore.integerValue else { throw .badClaims }
      guard Int64(notBefore) <= seconds + Self.clockLeewaySeconds else { throw .notYetValid }
    }
    guard seconds - Int64(issuedAt) <= Self.ageSecondsMax else { throw .tooOld }
    guard expiresAt > issuedAt, Int64(expiresAt) <= Int64(issuedAt) + Self.ageSecondsMax else { throw .tooLongLived }
    guard seconds < Int64(expiresAt) else { throw .expired }
    guard Self.isUserName(user) else { throw .badUser }
    return Assertion(
      user: user, keyID: key.id, issuedAt: WallInstant(seconds: Int64(issuedAt)),
      expiresAt: WallInstant(seconds: Int64(expiresAt)))
  }

  /// A name is written into header fields and signed there: no control characters, no blanks at the ends; 1 to 128 bytes,
  /// and none that names an anonymous visitor.
  public static func isUserName(_ user: String) -> Bool {
    let bytes = user.utf8
    guard (1...Ticket.userBytesMax).contains(bytes.count), !user.hasPrefix(AnonymousUser.prefix) else { return false }
    return bytes.first != 0x20 && bytes.last != 0x20 && bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
  }

  private func parsed(_ bytes: [UInt8]) -> JSONObject? {
    let limits = JSONLimits(bytes: Self.textBytesMax, depth: 8, values: 256)
    let value = bytes.withUnsafeBytes { try? JSONReader.parse(ByteView($0), limits: limits) }
    return value?.objectValue
  }
}
