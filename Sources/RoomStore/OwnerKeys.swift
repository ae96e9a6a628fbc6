internal import Crypto
internal import Primitives
internal import Redis
internal import WaitingRoom

/// Where Redis remembers who owns which ticket: hashes from digests to members of the line.
///
/// Each is cut into many small ones, because Redis keeps a hash of up to 512 short fields as one packed list: an owner
/// costs some 40 bytes there and twice as many in a large hash.
struct OwnerKeys {
  static let partCount = 1_024
  /// Idempotency keys go into hashes of their own each ten minutes, which Redis drops by itself after twice that.
  static let windowMicroseconds: Int64 = 600_000_000

  let room: RoomID
  let epoch: Int
  /// For one name at a time.
  let scratch: ByteBuffer

  /// How many keys `append` writes.
  static func count(_ owner: JoinOwner) -> Int {
    switch owner {
    case .stranger: 0
    case .user: 1
    case .key: 3
    }
  }

  func append(_ owner: JoinOwner, at now: Int64, to writer: inout RedisCommandWriter) {
    switch owner {
    case .stranger: break
    case .user(let digest): append(user: digest, to: &writer)
    case .key(let digest):
      let window = Int(now / OwnerKeys.windowMicroseconds)
      for window in [window, window - 1, window + 1] {
        begin("join-keys:")
        scratch.appendDecimal(window)
        end(part: OwnerKeys.part(of: digest), to: &writer)
      }
    }
  }

  func append(user digest: Digest32, to writer: inout RedisCommandWriter) {
    begin("users")
    end(part: OwnerKeys.part(of: digest), to: &writer)
  }

  /// All parts of the users, to be dropped with the epoch.
  func appendAllUsers(to writer: inout RedisCommandWriter) {
    for part in 0..<OwnerKeys.partCount {
      begin("users")
      end(part: part, to: &writer)
    }
  }

  private static func part(of digest: Digest32) -> Int { Int(digest.words.0 % UInt64(partCount)) }

  private func begin(_ kind: StaticString) {
    scratch.clear()
    scratch.append("usher:{" as StaticString)
    scratch.append(room.view)
    scratch.append("}:" as StaticString)
    scratch.appendDecimal(epoch)
    scratch.append(byte: UInt8(ascii: ":"))
    scratch.append(kind)
  }

  private func end(part: Int, to writer: inout RedisCommandWriter) {
    scratch.append(byte: UInt8(ascii: ":"))
    scratch.appendDecimal(part)
    writer.append(scratch.readable)
  }
}
