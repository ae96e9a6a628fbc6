import Primitives
import Tokens

/// Signs as somebody would who has a key, but not ours.
enum ServiceHarnessKeys {
  static func identity(user: String, room: String, pass: String) -> [(String, String)] {
    let signature = ByteBuffer(capacity: 128)
    let text = Array("POST/bookings/hold\(user)\(room)\(pass)".utf8)
    text.withUnsafeBytes { bytes in
      let all = ByteView(bytes)
      let (a, b) = (4 + 14, 4 + 14 + user.utf8.count)
      let c = b + room.utf8.count
      let request = OriginRequest(
        method: all.slice(from: 0, to: 4), target: all.slice(from: 4, to: a), user: all.slice(from: a, to: b),
        room: all.slice(from: b, to: c), passID: all.slice(from: c), network: .empty)
      OriginSignature(keys: KeyRing(current: .random())).append(request, now: SystemClock().now(), to: signature)
    }
    return [
      ("Usher-User", user), ("Usher-Room", room), ("Usher-Pass-Id", pass), ("Usher-Signature", signature.string),
    ]
  }
}
