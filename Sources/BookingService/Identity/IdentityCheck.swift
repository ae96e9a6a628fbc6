internal import HTTPWire
internal import Primitives
internal import Tokens

/// Reads the identity headers of a request, and believes them only under the gateway's signature.
final class IdentityCheck {
  private let signature: OriginSignature
  private let target = ByteBuffer(capacity: 256)

  init(keys: KeyRing) { signature = OriginSignature(keys: keys) }

  /// Nil: the request did not come through the gateway, or not now, or something in it was changed.
  func identity(of head: RequestHead, now: WallInstant) -> CallerIdentity? {
    guard let code = head.only("usher-signature"), let user = value("usher-user", head),
      let room = value("usher-room", head), let pass = value("usher-pass-id", head),
      let network = value("usher-network", head)
    else { return nil }
    target.clear()
    head.appendOriginForm(to: target)
    let request = OriginRequest(
      method: head.methodName, target: target.readable, user: user, room: room, passID: pass, network: network)
    do {
      try signature.check(code, for: request, now: now)
    } catch {
      return nil
    }
    return CallerIdentity(user: user.string, room: room.string, pass: pass.string)
  }

  /// Empty where the header is missing; nil where it stands there twice.
  private func value(_ name: StaticString, _ head: RequestHead) -> ByteView? {
    head.has(name) ? head.only(name) : .empty
  }
}
