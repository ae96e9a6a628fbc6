import Crypto
import Primitives
import TestKit
import Tokens

/// Makes tokens with the rig's own keys: genuine ones that are of another room or too old, which no forger could make.
struct TokenForge {
  private let keys: KeyRing

  init() throws {
    let text = Array(GatewayRig.masterKey.utf8)
    keys = try text.withUnsafeBytes { try KeyRing(parsing: ByteView($0)) }
  }

  func ticket(room: String = "demo", ageSeconds: Int64 = 0) -> String {
    var random = SeededRandom(seed: 7)
    let issued = SystemClock().now() - ageSeconds * 1_000_000
    let ticket = Ticket(
      room: room, id: RandomID(using: &random), user: nil, sequence: 0, epoch: 1, score: issued.microseconds,
      issuedAt: issued)
    let text = ByteBuffer()
    TicketCodec(keys: keys, random: RandomPool()).seal(ticket, into: text)
    return text.string
  }

  func pass(room: String = "demo", ageSeconds: Int64 = 0) throws -> String {
    let issued = SystemClock().now().seconds - ageSeconds
    let claims = PassClaims(
      room: room, user: "anon:x", id: "abcdefghijklmnopqrstuv", issuedAtSeconds: issued, expiresAtSeconds: issued + 900,
      epoch: 1)
    let text = ByteBuffer()
    guard PassCodec(keys: keys, issuer: "usher", rememberedMax: 1).mint(claims, into: text) else {
      throw TestKitFault("no pass was made")
    }
    return text.string
  }
}
