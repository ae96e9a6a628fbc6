import EventLoop
import HTTP
import HTTPWire
import Primitives
import Tokens
import WaitingRoom

/// Decides whether a request carries a good pass. No store is asked: the pass is authenticated here, and what happened to
/// it since is in `PassChanges`. Owned by one worker loop.
final class PassGate {
  private let codec: PassCodec
  private let credentials: Credentials
  private let changes: PassChanges
  /// The oldest epoch whose passes still count, by room; raised by an operator who wants all older ones ended.
  var oldestEpochs: [String: UInt32] = [:]

  init(codec: PassCodec, credentials: Credentials, changes: PassChanges) {
    self.codec = codec
    self.credentials = credentials
    self.changes = changes
  }

  /// The good pass for `room`, or nil for none, a bad, foreign, ended or expired one: to the outside they are all alike.
  func pass(_ head: RequestHead, room: ByteView, now: WallInstant) -> PassClaims? {
    guard let found = credentials.pass(head, room: room) else { return nil }
    guard let claims = good(found.text, now: now) else { return nil }
    var name = claims.room
    return name.withUTF8 { ByteView(UnsafeRawBufferPointer($0)) == room } ? claims : nil
  }

  /// The good pass of whatever room; among several cookies the one for `preferredRoom`, else the one issued last.
  func anyPass(_ head: RequestHead, preferredRoom: ByteView?, now: WallInstant) -> PassClaims? {
    var best: PassClaims?
    credentials.passes(head) { text in
      guard let claims = good(text, now: now) else { return }
      guard let current = best else { return best = claims }
      if isPreferred(claims, preferredRoom) != isPreferred(current, preferredRoom) {
        if isPreferred(claims, preferredRoom) { best = claims }
      } else if claims.issuedAtSeconds > current.issuedAtSeconds {
        best = claims
      }
    }
    return best
  }

  private func isPreferred(_ claims: PassClaims, _ room: ByteView?) -> Bool {
    guard let room else { return false }
    return claims.room.utf8.elementsEqual(room.buffer)
  }

  private func good(_ text: ByteView, now: WallInstant) -> PassClaims? {
    guard let claims = try? codec.authenticate(text) else { return nil }
    let seconds = now.seconds
    guard claims.issuedAtSeconds <= seconds + PassCodec.clockLeewaySeconds else { return nil }
    let end = max(claims.expiresAtSeconds, changes.extendedEndSeconds(claims.id) ?? .min)
    guard seconds < end, !changes.hasEnded(claims.id) else { return nil }
    guard claims.epoch >= oldestEpochs[claims.room] ?? 0 else { return nil }
    return claims
  }
}
