internal import Crypto
internal import Primitives
internal import Redis

/// What Redis knows a ticket by: the first 10 bytes of its id. They fit the small allocations, and 80 random bits tell all
/// tickets of an epoch apart.
///
/// The other six bytes are on the ticket alone. So that a known owner's second device can be given the same ticket, they
/// follow from the owner's keyed digest (of which Redis has not even half) and the name; nobody else can tell them from
/// random ones.
enum TicketName {
  static let byteCount = 10

  /// The id of a new ticket: random for strangers.
  static func ticketID(_ random: RandomID, owner: JoinOwner) -> RandomID {
    switch owner {
    case .stranger: random
    case .user(let digest), .key(let digest): completed(random, digest)
    }
  }

  /// The id of the ticket that `owner` holds under a name.
  static func ticketID(named name: ByteView, owner: JoinOwner) -> RandomID? {
    guard name.count == byteCount else { return nil }
    func word(_ range: Range<Int>) -> UInt64 { range.reduce(0) { $0 << 8 | UInt64(name[$1]) } }
    return ticketID(RandomID(high: word(0..<8), low: word(8..<10) << 48), owner: owner)
  }

  /// The first 10 bytes of `id`, and six that follow from them and the digest.
  private static func completed(_ id: RandomID, _ digest: Digest32) -> RandomID {
    let message = ByteBuffer(capacity: Digest32.byteCount + 16)
    digest.withBytes { message.append($0) }
    RandomID(high: id.high, low: id.low & nameMask).appendBytes(to: message)
    let suffix = SHA256.digest(message.readable).withBytes { bytes in
      (0..<6).reduce(UInt64(0)) { $0 << 8 | UInt64(bytes[$1]) }
    }
    return RandomID(high: id.high, low: id.low & nameMask | suffix)
  }

  private static let nameMask: UInt64 = 0xFFFF << 48
}

extension RedisCommandWriter {
  /// The 10 bytes by which Redis knows a ticket.
  mutating func append(nameOf id: RandomID) {
    append(byteCount: TicketName.byteCount) { buffer in
      let tail = buffer.reserve(16)
      tail.storeBytes(of: id.high.bigEndian, as: UInt64.self)
      tail.storeBytes(of: id.low.bigEndian, toByteOffset: 8, as: UInt64.self)
      buffer.commit(TicketName.byteCount)
    }
  }
}
