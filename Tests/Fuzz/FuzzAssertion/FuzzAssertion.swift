import Crypto
import Primitives
import Tokens

/// Assertions: as text, which no guess may get in, and as header, line feed and claims signed with the right secret,
/// which are either refused or keep every promise that is made of them.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = ByteView(start, count: count)
  let key = secret.withUnsafeBytes { AssertionKey(id: "k", material: .sharedSecret(SharedSecret(ByteView($0))!)) }
  let verifier = AssertionVerifier(audience: "usher", keys: [key])
  let now = WallInstant(seconds: 1_800_000_000)
  if (try? verifier.verify(input, now: now)) != nil { fatalError("took what nobody signed") }

  guard let end = input.firstIndex(of: UInt8(ascii: "\n")) else { return 0 }
  let token = ByteBuffer()
  Base64URL.append(input.slice(from: 0, to: end), to: token)
  token.append(byte: UInt8(ascii: "."))
  Base64URL.append(input.slice(from: end + 1), to: token)
  let code = secret.withUnsafeBytes { HMACSHA256.authenticate(token.readable, key: ByteView($0)) }
  token.append(byte: UInt8(ascii: "."))
  code.withBytes { Base64URL.append($0, to: token) }
  guard let assertion = try? verifier.verify(token.readable, now: now) else { return 0 }
  precondition((1...Ticket.userBytesMax).contains(assertion.user.utf8.count))
  precondition(!assertion.user.hasPrefix(AnonymousUser.prefix))
  precondition(assertion.user.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f })
  precondition(assertion.expiresAt > now && assertion.issuedAt <= now + 10_000_000)
  precondition(now - assertion.issuedAt <= 300_000_000 && assertion.expiresAt - assertion.issuedAt <= 300_000_000)
  return 0
}

private let secret = [UInt8](repeating: 7, count: 32)
