internal import Crypto
public import Primitives

/// The buyer's own key to a hold: a code over its id, so that nothing has to be stored and the same hold always has the
/// same token. Owned by one loop.
public final class HoldTokens {
  /// base64url of 32 bytes.
  public static let textBytes = 43

  private let codes: [HMACSHA256]

  public init(keys: KeyRing) {
    codes = keys.keys.map { HMACSHA256(key: $0.derived("usher hold token v1")) }
  }

  /// The token of the hold with this id.
  public func token(of hold: ByteView) -> String {
    codes[0].authenticate(hold).withBytes { Base64URL.encode($0) }
  }

  /// Whether `token` opens the hold with this id: made with any key of the ring.
  public func opens(_ hold: ByteView, token: ByteView) -> Bool {
    guard token.count == Self.textBytes,
      let code = Base64URL.decode(token)?.withUnsafeBytes({ Digest32(ByteView($0)) })
    else { return false }
    var opens = false
    for key in codes where key.authenticate(hold) == code { opens = true }
    return opens
  }
}
