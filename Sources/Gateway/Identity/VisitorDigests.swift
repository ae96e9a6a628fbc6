import Crypto
import EventLoop
import HTTP
import HTTPWire
import Primitives
import Tokens
import WaitingRoom

/// Names under which the store knows users and idempotency keys: keyed hashes, so that a copy of the store tells nobody
/// who stood in line. Owned by one worker loop.
final class VisitorDigests {
  private let users: HMACSHA256
  private let keys: HMACSHA256

  init(keys ring: KeyRing) {
    users = HMACSHA256(key: ring.current.derived("usher user digest v1"))
    keys = HMACSHA256(key: ring.current.derived("usher join key digest v1"))
  }

  func user(_ name: String) -> Digest32 {
    var name = name
    return name.withUTF8 { users.authenticate(ByteView(UnsafeRawBufferPointer($0))) }
  }

  /// An idempotency key counts within its room and network: nobody can replay the one that another network sent.
  func idempotencyKey(_ key: ByteView, network: NetworkAddress, room: RoomID) -> Digest32 {
    keys.begin()
    keys.update(room.view)
    keys.update(ByteView("\0"))
    withUnsafeBytes(of: (network.network.high, network.network.low)) { keys.update(ByteView($0)) }
    keys.update(key)
    return keys.finish()
  }
}
