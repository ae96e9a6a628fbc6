internal import Crypto
public import Primitives

/// Mints passes and checks them. Owned by one loop.
///
/// A pass is a JWT signed with Ed25519, which anybody can check by the ``JWKS``. It is written in one form only
/// (members in one order, no spaces), and its last claim `mac` is a keyed hash of the header and all claims before it:
/// a forgery is found out by one hash (0.7 µs) before the signature (110 µs) is looked at. Passes that were found good
/// or made here are remembered by their exact bytes; the next check of the same bytes costs a look-up (0.1 µs).
public final class PassCodec {
  public static let textBytesMax = 2_048
  /// How far the clocks of two gateways may differ before one refuses what the other has just made.
  public static let clockLeewaySeconds: Int64 = 10

  private static let macBytes = 16
  private static let macLead: StaticString = #","mac":""#
  private static let macTail: StaticString = #""}"#
  private static let macClaimBytes = 8 + 22 + 2
  private static let signatureTextBytes = 86

  private let keys: [PassKey]
  private let issuer: String
  private var remembered: LeastRecentlyUsed<CacheKey, Remembered>
  private let payload = ByteBuffer(capacity: 512)
  private let scratch = ByteBuffer(capacity: 512)

  /// A part of the signature's text. Only what was signed with our key gets in, so nobody can choose where it lands.
  private struct CacheKey: Hashable {
    var high: UInt64
    var low: UInt64
  }

  private final class Remembered {
    let text: [UInt8]
    let claims: PassClaims

    init(text: [UInt8], claims: PassClaims) {
      self.text = text
      self.claims = claims
    }
  }

  /// `issuer` is this installation's name in `iss`; at most `rememberedMax` good passes are remembered,
  /// those used last.
  public init(keys: KeyRing, issuer: String, rememberedMax: Int = 10_000) {
    self.keys = keys.keys.map { PassKey($0) }
    self.issuer = issuer
    remembered = LeastRecentlyUsed(capacity: rememberedMax)
  }

  /// The `kid` under which ``mint(_:keyID:into:)`` signs.
  public var currentKeyID: String { keys[0].id }

  /// Appends the pass with these claims. The same claims and key always give the same bytes. False, and nothing is
  /// appended, if the ring has no key `keyID` (nil: the current one).
  @discardableResult
  public func mint(_ claims: PassClaims, keyID: String? = nil, into text: ByteBuffer) -> Bool {
    guard let key = keyID == nil ? keys[0] : keys.first(where: { $0.id == keyID }) else { return false }
    precondition((1...PassClaims.subjectBytesMax).contains(claims.user.utf8.count), "a pass needs a user")
    payload.clear()
    append(claims, to: payload)
    let code = macCode(key, claims: payload.readable)
    payload.append(Self.macLead)
    code.withBytes { Base64URL.append($0.slice(from: 0, to: Self.macBytes), to: payload) }
    payload.append(Self.macTail)
    scratch.clear()
    scratch.append(key.headerText)
    Base64URL.append(payload.readable, to: scratch)
    let signature = key.signing.sign(scratch.readable)
    scratch.append(byte: UInt8(ascii: "."))
    let signatureStart = scratch.readable.count
    signature.withBytes { Base64URL.append($0, to: scratch) }
    let whole = scratch.readable
    text.append(whole)
    if whole.count <= Self.textBytesMax {
      remembered.insert(
        Remembered(text: whole.array, claims: claims), for: Self.cacheKey(whole.slice(from: signatureStart)))
    }
    return true
  }

  /// The claims of a pass which is good for `room` now. `extendedUntilSeconds` is a later end that the pass was given
  /// since it was minted, if the caller knows of one.
  public func verify(
    _ text: ByteView, room: ByteView, now: WallInstant, extendedUntilSeconds: Int64? = nil
  ) throws(PassRefusal) -> PassClaims {
    let claims = try authenticate(text)
    var passRoom = claims.room
    guard passRoom.withUTF8({ ByteView(UnsafeRawBufferPointer($0)) == room }) else { throw PassRefusal(.otherRoom) }
    let seconds = now.seconds
    guard claims.issuedAtSeconds <= seconds + Self.clockLeewaySeconds else { throw PassRefusal(.notYetValid) }
    let end = max(claims.expiresAtSeconds, extendedUntilSeconds ?? .min)
    guard seconds < end else { throw PassRefusal(.expired) }
    return claims
  }

  /// The claims of a pass that this installation has made, whatever its room and age.
  public func authenticate(_ text: ByteView) throws(PassRefusal) -> PassClaims {
    guard text.count <= Self.textBytesMax else { throw PassRefusal(.tooLong) }
    let dot = text.count - Self.signatureTextBytes - 1
    guard dot > 0, text[dot] == UInt8(ascii: ".") else { throw PassRefusal(.malformed) }
    let cacheKey = Self.cacheKey(text.slice(from: dot + 1))
    // Where the bytes differ may be told by time: who gets here has shown 96 bits of the signature that is kept.
    if let known = remembered.value(cacheKey), known.text.withUnsafeBytes({ ByteView($0) == text }) {
      return known.claims
    }
    let claims = try verifyInFull(text, dot: dot)
    remembered.insert(Remembered(text: text.array, claims: claims), for: cacheKey)
    return claims
  }

  /// Forgets all passes found good so far.
  public func forgetAll() { remembered.removeAll() }

  private func verifyInFull(_ text: ByteView, dot: Int) throws(PassRefusal) -> PassClaims {
    guard
      let key = keys.first(where: { key in key.headerText.withUnsafeBytes { text.hasPrefix(ByteView($0)) } }),
      key.headerText.count < dot
    else { throw PassRefusal(.unknownKey) }
    let encoded = text.slice(from: key.headerText.count, to: dot)
    payload.clear()
    guard let count = Base64URL.decode(encoded, into: payload.reserve(encoded.count)) else {
      throw PassRefusal(.malformed)
    }
    payload.commit(count)
    let claimsEnd = count - Self.macClaimBytes
    guard claimsEnd > 0 else { throw PassRefusal(.malformed) }
    let tail = payload.readable.slice(from: claimsEnd)
    guard tail.hasPrefix(Self.macLead), tail.hasSuffix(Self.macTail) else { throw PassRefusal(.malformed) }
    let code = macCode(key, claims: payload.readable.slice(from: 0, to: claimsEnd))
    scratch.clear()
    code.withBytes { Base64URL.append($0.slice(from: 0, to: Self.macBytes), to: scratch) }
    guard constantTimeEquals(scratch.readable, tail.slice(from: 8, to: 30)) else { throw PassRefusal(.badMAC) }
    scratch.clear()
    let signed = text.slice(from: 0, to: dot)
    guard let signatureCount = Base64URL.decode(text.slice(from: dot + 1), into: scratch.reserve(128)) else {
      throw PassRefusal(.malformed)
    }
    scratch.commit(signatureCount)
    guard key.verifying.isValid(scratch.readable, for: signed) else { throw PassRefusal(.badSignature) }
    return try parse(payload.readable)
  }

  private func append(_ claims: PassClaims, to buffer: ByteBuffer) {
    var json = JSONWriter(buffer)
    json.beginObject()
    json.field("iss", issuer)
    json.field("aud", claims.room)
    json.field("sub", claims.user)
    json.field("jti", claims.id)
    json.field("iat", Int(claims.issuedAtSeconds))
    json.field("nbf", Int(claims.issuedAtSeconds))
    json.field("exp", Int(claims.expiresAtSeconds))
    json.field("epoch", Int(claims.epoch))
  }

  private func parse(_ bytes: ByteView) throws(PassRefusal) -> PassClaims {
    do {
      let json = try JSONReader.parse(bytes, limits: JSONLimits(bytes: Self.textBytesMax, depth: 1, values: 16))
      var fields = try JSONFields(json)
      guard try fields.string("iss") == issuer else { throw PassRefusal(.otherIssuer) }
      let room = try fields.string("aud")
      let user = try fields.string("sub", bytesMax: PassClaims.subjectBytesMax)
      let id = try fields.string("jti")
      let issuedAt = try fields.integer("iat", in: 0...Int(Int64.max))
      let notBefore = try fields.integer("nbf", in: 0...Int(Int64.max))
      let expiresAt = try fields.integer("exp", in: 0...Int(Int64.max))
      let epoch = try fields.integer("epoch", in: 0...Int(UInt32.max))
      _ = try fields.string("mac")
      try fields.finish()
      guard notBefore == issuedAt else { throw PassRefusal(.malformed) }
      return PassClaims(
        room: room, user: user, id: id, issuedAtSeconds: Int64(issuedAt), expiresAtSeconds: Int64(expiresAt),
        epoch: UInt32(epoch))
    } catch let refusal as PassRefusal {
      throw refusal
    } catch {
      throw PassRefusal(.malformed)
    }
  }

  private func macCode(_ key: PassKey, claims: ByteView) -> Digest32 {
    key.mac.begin()
    key.headerText.withUnsafeBytes { key.mac.update(ByteView($0)) }
    key.mac.update(claims)
    return key.mac.finish()
  }

  private static func cacheKey(_ signature: ByteView) -> CacheKey {
    let bytes = signature.rawBuffer
    return CacheKey(
      high: bytes.loadUnaligned(as: UInt64.self), low: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
  }
}
