import Crypto
import Primitives
import Tokens

/// Passes: as text, which no guess may get in, and as the claims of a pass that is signed with the right key, which are
/// either refused or minted again with the same meaning. Origin signatures and key files on the way.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = ByteView(start, count: count)
  let keys = KeyRing(current: MasterKey(secret: secret))
  let codec = PassCodec(keys: keys, issuer: "usher")
  if (try? codec.authenticate(input)) != nil { fatalError("took what nobody signed") }
  tryOthers(input, keys)
  if count > 1_024 { return 0 }

  let forged = signed(input, header: headerText(codec))
  guard let claims = try? codec.authenticate(forged.readable) else { return 0 }
  guard (1...PassClaims.subjectBytesMax).contains(claims.user.utf8.count) else { return 0 }
  let minted = ByteBuffer()
  precondition(codec.mint(claims, into: minted))
  guard let again = try? codec.authenticate(minted.readable) else { fatalError("refused its own pass") }
  precondition(again == claims, "claims changed on the way")
  return 0
}

/// The claims with the mac that belongs to them, signed.
private func signed(_ claims: ByteView, header: [UInt8]) -> ByteBuffer {
  let mac = HMACSHA256(key: HKDF.deriveKey(from: secret, purpose: "usher pass mac v1"))
  mac.begin()
  header.withUnsafeBytes { mac.update(ByteView($0)) }
  mac.update(claims)
  let payload = ByteBuffer()
  payload.append(claims)
  payload.append(#","mac":""# as StaticString)
  mac.finish().withBytes { Base64URL.append($0.slice(from: 0, to: 16), to: payload) }
  payload.append(#""}"# as StaticString)
  let token = ByteBuffer()
  token.append(header)
  Base64URL.append(payload.readable, to: token)
  let key = Ed25519SigningKey(seed: HKDF.deriveKey(from: secret, purpose: "usher pass signature v1"))
  let signature = key.sign(token.readable)
  token.append(byte: UInt8(ascii: "."))
  signature.withBytes { Base64URL.append($0, to: token) }
  return token
}

private func headerText(_ codec: PassCodec) -> [UInt8] {
  let pass = ByteBuffer()
  codec.mint(
    PassClaims(room: "r", user: "u", id: "i", issuedAtSeconds: 0, expiresAtSeconds: 1, epoch: 0), into: pass)
  let dot = pass.readable.firstIndex(of: UInt8(ascii: "."))!
  return pass.readable.slice(from: 0, to: dot + 1).array
}

private func tryOthers(_ input: ByteView, _ keys: KeyRing) {
  let request = OriginRequest(
    method: ByteView("GET"), target: input, user: .empty, room: .empty, passID: .empty, network: .empty)
  let now = WallInstant(seconds: 1_800_000_000)
  do {
    try OriginSignature(keys: keys).check(input, for: request, now: now)
    fatalError("took a signature that nobody made")
  } catch {}
  if let ring = try? KeyRing(parsing: input) {
    let again = Array(ring.fileText.utf8).withUnsafeBytes { try? KeyRing(parsing: ByteView($0)) }
    precondition(again == ring, "a key ring changed on the way")
  }
}

private let secret = [UInt8](repeating: 1, count: 32).withUnsafeBytes { SecretKey(ByteView($0))! }
