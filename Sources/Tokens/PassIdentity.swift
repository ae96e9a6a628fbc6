internal import Crypto
public import Primitives

/// Names turns: `jti` is a keyed hash of ticket id and turn, so one turn has one name, whoever asks and however often,
/// and a name tells nothing of the ticket. Owned by one loop.
public final class PassIdentity {
  /// 128 bits as base64url.
  public static let textBytes = 22

  private let mac: HMACSHA256
  private let message = ByteBuffer(capacity: 32)

  public init(keys: KeyRing) {
    mac = HMACSHA256(key: keys.current.derived("usher pass identity v1"))
  }

  /// The name of a ticket's turn; turns count from 1.
  public func passID(ticket: RandomID, turn: UInt32) -> String {
    message.clear()
    ticket.appendBytes(to: message)
    message.appendHex(UInt64(turn), digits: 8)
    return mac.authenticate(message.readable).withBytes { Base64URL.encode($0.slice(from: 0, to: 16)) }
  }
}
