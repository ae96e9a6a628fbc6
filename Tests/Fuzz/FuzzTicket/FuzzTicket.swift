import Crypto
import Primitives
import Tokens

/// Tickets: as text, which no guess may open, and as the content of a token sealed with the right key, which is either
/// refused or a ticket that comes back as it was.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = ByteView(start, count: count)
  let keys = KeyRing(current: MasterKey(secret: secret))
  let codec = TicketCodec(keys: keys, random: RandomPool())
  if (try? codec.open(input)) != nil { fatalError("opened what nobody sealed") }
  if count > 256 { return 0 }

  let token = ByteBuffer()
  token.append(byte: 1)
  token.append(byte: HKDF.deriveKey(from: secret, purpose: "usher key id v1").withBytes { $0[0] })
  let nonce = [UInt8](repeating: 7, count: AEAD.nonceBytes)
  token.append(nonce)
  let head = token.readable.array
  let cipher = AEAD(key: HKDF.deriveKey(from: secret, purpose: "usher ticket v1"))
  nonce.withUnsafeBytes { nonce in
    head.withUnsafeBytes { head in
      let associated = ByteView(head).slice(from: 0, to: 2)
      cipher.seal(input, nonce: ByteView(nonce), associated: associated, into: token)
    }
  }
  let text = ByteBuffer()
  Base64URL.append(token.readable, to: text)
  guard let ticket = try? codec.open(text.readable) else { return 0 }
  text.clear()
  codec.seal(ticket, into: text)
  guard let again = try? codec.open(text.readable) else { fatalError("refused its own ticket") }
  precondition(again == ticket, "a ticket changed on the way")
  _ = try? codec.open(
    text.readable, room: ByteView("demo"), now: WallInstant(seconds: 1_800_000_000), lifetimeSeconds: 60)
  return 0
}

private let secret = [UInt8](repeating: 1, count: 32).withUnsafeBytes { SecretKey(ByteView($0))! }
