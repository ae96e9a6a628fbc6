public import Crypto
public import Primitives

/// Seals tickets into text and opens them again. Owned by one loop; about a microsecond either way.
///
/// A token is base64url of: version 1, key id, 12 random bytes, the encrypted ticket, a 16-byte tag. The first two
/// bytes are authenticated with the rest.
public final class TicketCodec {
  /// The longest token there can be: everything longer is refused unread.
  public static let textBytesMax = Base64URL.encodedCount(overheadBytes + TicketPayload.bytesMax)

  private static let version: UInt8 = 1
  private static let headBytes = 2
  private static let overheadBytes = headBytes + AEAD.nonceBytes + AEAD.tagBytes

  private let ciphers: [(id: UInt8, cipher: AEAD)]
  private let random: RandomPool
  private let head = ByteBuffer(capacity: TicketCodec.headBytes + AEAD.nonceBytes)
  private let plain = ByteBuffer(capacity: TicketPayload.bytesMax + AEAD.tagBytes)
  private let sealed = ByteBuffer(capacity: TicketCodec.overheadBytes + TicketPayload.bytesMax)

  public init(keys: KeyRing, random: RandomPool) {
    ciphers = keys.keys.map { (id: $0.shortID, cipher: AEAD(key: $0.derived("usher ticket v1"))) }
    self.random = random
  }

  /// Appends the ticket's token, made with the current key.
  public func seal(_ ticket: Ticket, into text: ByteBuffer) {
    plain.clear()
    TicketPayload.append(ticket, to: plain)
    head.clear()
    head.append(byte: Self.version)
    head.append(byte: ciphers[0].id)
    random.fill(UnsafeMutableRawBufferPointer(rebasing: head.reserve(AEAD.nonceBytes)[0..<AEAD.nonceBytes]))
    head.commit(AEAD.nonceBytes)
    sealed.clear()
    sealed.append(head.readable)
    ciphers[0].cipher.seal(
      plain.readable, nonce: head.readable.slice(from: Self.headBytes),
      associated: head.readable.slice(from: 0, to: Self.headBytes), into: sealed)
    Base64URL.append(sealed.readable, to: text)
  }

  /// The ticket in a token made for `room`, not older than `lifetimeSeconds`.
  public func open(
    _ text: ByteView, room: ByteView, now: WallInstant, lifetimeSeconds: Int
  ) throws(TicketRefusal) -> Ticket {
    let ticket = try open(text)
    var ticketRoom = ticket.room
    guard ticketRoom.withUTF8({ ByteView(UnsafeRawBufferPointer($0)) == room }) else {
      throw TicketRefusal(.otherRoom)
    }
    guard ticket.issuedAt > now - Int64(lifetimeSeconds) * 1_000_000 else { throw TicketRefusal(.expired) }
    return ticket
  }

  /// The ticket in a token, whatever its room and age.
  public func open(_ text: ByteView) throws(TicketRefusal) -> Ticket {
    guard text.count <= Self.textBytesMax else { throw TicketRefusal(.tooLong) }
    sealed.clear()
    guard let count = Base64URL.decode(text, into: sealed.reserve(Self.overheadBytes + TicketPayload.bytesMax)) else {
      throw TicketRefusal(.notBase64)
    }
    sealed.commit(count)
    let token = sealed.readable
    guard token.count >= Self.overheadBytes else { throw TicketRefusal(.tooShort) }
    guard token[0] == Self.version else { throw TicketRefusal(.unknownVersion) }
    let head = token.slice(from: 0, to: Self.headBytes)
    let nonce = token.slice(from: Self.headBytes, to: Self.headBytes + AEAD.nonceBytes)
    let body = token.slice(from: Self.headBytes + AEAD.nonceBytes)
    var reason = TicketRefusal.Reason.unknownKey
    for (id, cipher) in ciphers where id == token[1] {
      plain.clear()
      if cipher.open(body, nonce: nonce, associated: head, into: plain) {
        guard let ticket = TicketPayload.parse(plain.readable) else { throw TicketRefusal(.malformed) }
        return ticket
      }
      reason = .notAuthentic
    }
    throw TicketRefusal(reason)
  }
}
