internal import Crypto
public import Primitives

/// The provider's signature under its messages, in the header `Webhook-Signature`: `t=<seconds since 1970>,v1=<hex>`, where
/// the code is HMAC-SHA-256 over the time, a dot and the body's very bytes. Several `v1` may stand there while the secret
/// is changed. Owned by one loop.
public final class WebhookSignature {
  public enum Refusal: String, Error, Sendable, CaseIterable {
    case malformed
    case wrong
    /// Made too long ago, or too far ahead.
    case stale
  }

  private let code: HMACSHA256
  private let ageSecondsMax: Int
  private static let textBytesMax = 1_024

  /// `secret`: the shared secret's bytes. Older messages than `ageSecondsMax` are refused.
  public init(secret: [UInt8], ageSecondsMax: Int) {
    code = secret.withUnsafeBytes { HMACSHA256(key: ByteView($0)) }
    self.ageSecondsMax = ageSecondsMax
  }

  /// The header's value for a message sent at `now`.
  public func make(for body: ByteView, now: WallInstant) -> String {
    let time = String(now.seconds)
    return "t=\(time),v1=\(digest(body, time: time).withBytes { Hex.encode($0) })"
  }

  public func check(_ text: ByteView, for body: ByteView, now: WallInstant) throws(Refusal) {
    guard text.count <= WebhookSignature.textBytesMax else { throw .malformed }
    var time: String?
    var codes: [Digest32] = []
    for part in text.string.split(separator: ",", omittingEmptySubsequences: false) {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2 else { throw .malformed }
      switch pair[0] {
      case "t": time = String(pair[1])
      case "v1":
        guard let bytes = Hex.decode(String(pair[1])), let code = bytes.withUnsafeBytes({ Digest32(ByteView($0)) })
        else { throw .malformed }
        codes.append(code)
      default: break
      }
    }
    guard let time, let seconds = Int64(time), time.utf8.count <= 12, !codes.isEmpty else { throw .malformed }
    let expected = digest(body, time: time)
    var fits = false
    for code in codes where code == expected { fits = true }
    guard fits else { throw .wrong }
    guard abs(now.seconds - seconds) <= Int64(ageSecondsMax) else { throw .stale }
  }

  private func digest(_ body: ByteView, time: String) -> Digest32 {
    var time = time
    code.begin()
    time.withUTF8 { code.update(ByteView(UnsafeRawBufferPointer($0))) }
    code.update(ByteView("."))
    code.update(body)
    return code.finish()
  }
}
