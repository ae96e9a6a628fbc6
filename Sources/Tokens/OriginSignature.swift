internal import Crypto
public import Primitives

/// `Usher-Signature`: proof to an origin that a request came through the gateway with these very identity headers.
///
/// The value is `v1,<time>,<key id>,<code>`: milliseconds since 1970, two hexadecimal digits, and base64url of
/// HMAC-SHA-256 over the lines `usher-origin-v1`, time, method, target, user, room, pass id, network, each ended by a
/// line feed. Owned by one loop.
public final class OriginSignature {
  public static let ageSecondsMax = 30
  /// How far the gateway's clock may be ahead of the origin's.
  public static let clockLeewaySeconds = 5
  /// No value is longer.
  public static let textBytesMax = 3 + 20 + 3 + 43

  public enum Refusal: String, Error, Sendable, CaseIterable {
    case malformed
    case unknownKey = "unknown_key"
    case wrong
    case tooOld = "too_old"
    case fromTheFuture = "from_the_future"
  }

  private let keys: [(id: UInt8, mac: HMACSHA256)]
  private let timeText = ByteBuffer(capacity: 32)

  public init(keys: KeyRing) {
    self.keys = keys.keys.map { (id: $0.shortID, mac: HMACSHA256(key: $0.derived("usher origin signature v1"))) }
  }

  /// Appends the header's value for a request that is sent now.
  public func append(_ request: OriginRequest, now: WallInstant, to target: ByteBuffer) {
    precondition(isSignable(request), "a line feed inside a request's identity")
    timeText.clear()
    timeText.appendDecimal(Int(now.milliseconds))
    let code = code(of: request, time: timeText.readable, with: keys[0].mac)
    target.append("v1,")
    target.append(timeText.readable)
    target.append(byte: UInt8(ascii: ","))
    target.appendHex(UInt64(keys[0].id), digits: 2)
    target.append(byte: UInt8(ascii: ","))
    code.withBytes { Base64URL.append($0, to: target) }
  }

  /// Returns if `signature` was made for this request, at most 30 seconds ago.
  public func check(_ signature: ByteView, for request: OriginRequest, now: WallInstant) throws(Refusal) {
    guard signature.count <= Self.textBytesMax, signature.hasPrefix("v1,"), isSignable(request) else {
      throw .malformed
    }
    let rest = signature.slice(from: 3)
    // Behind the time stand a comma, two digits, a comma and 43 characters.
    let timeEnd = rest.count - 47
    guard (1...15).contains(timeEnd), rest[timeEnd] == UInt8(ascii: ","), rest[timeEnd + 3] == UInt8(ascii: ","),
      let milliseconds = rest.slice(from: 0, to: timeEnd).decimal(),
      let id = Hex.decode(rest.slice(from: timeEnd + 1, to: timeEnd + 3))?.first,
      let code = Base64URL.decode(rest.slice(from: timeEnd + 4))?.withUnsafeBytes({ Digest32(ByteView($0)) })
    else { throw .malformed }
    let age = now.milliseconds - Int64(milliseconds)
    guard age <= Int64(Self.ageSecondsMax) * 1_000 else { throw .tooOld }
    guard age >= -Int64(Self.clockLeewaySeconds) * 1_000 else { throw .fromTheFuture }
    var refusal = Refusal.unknownKey
    for key in keys where key.id == id {
      if self.code(of: request, time: rest.slice(from: 0, to: timeEnd), with: key.mac) == code { return }
      refusal = .wrong
    }
    throw refusal
  }

  private func code(of request: OriginRequest, time: ByteView, with mac: HMACSHA256) -> Digest32 {
    let lineFeed = ByteView("\n")
    mac.begin()
    mac.update(ByteView("usher-origin-v1\n"))
    mac.update(time)
    mac.update(lineFeed)
    request.forEachPart { part in
      mac.update(part)
      mac.update(lineFeed)
    }
    return mac.finish()
  }

  /// A line feed inside a part would let one request's lines be read as another's.
  private func isSignable(_ request: OriginRequest) -> Bool {
    var signable = true
    request.forEachPart { if $0.contains(UInt8(ascii: "\n")) { signable = false } }
    return signable
  }
}

extension OriginRequest {
  fileprivate func forEachPart(_ body: (ByteView) -> Void) {
    body(method)
    body(target)
    body(user)
    body(room)
    body(passID)
    body(network)
  }
}
