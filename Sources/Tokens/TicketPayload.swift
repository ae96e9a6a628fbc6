internal import Primitives

/// A ticket as bytes, before encryption: fixed fields first, then room and user with a length byte each.
enum TicketPayload {
  private static let fixedBytes = 16 + 4 + 4 + 8 + 1 + 1 + 4 + 8
  static let bytesMax = fixedBytes + 1 + Ticket.roomBytesMax + 1 + Ticket.userBytesMax

  static func append(_ ticket: Ticket, to buffer: ByteBuffer) {
    ticket.id.appendBytes(to: buffer)
    append(ticket.sequence, to: buffer)
    append(ticket.epoch, to: buffer)
    append(UInt64(bitPattern: ticket.score), to: buffer)
    buffer.append(byte: ticket.flags.rawValue)
    buffer.append(byte: ticket.networkClass.rawValue)
    append(ticket.networkHash, to: buffer)
    append(UInt64(bitPattern: ticket.issuedAt.microseconds), to: buffer)
    append(ticket.room, range: 1...Ticket.roomBytesMax, to: buffer)
    if let user = ticket.user {
      append(user, range: 1...Ticket.userBytesMax, to: buffer)
    } else {
      buffer.append(byte: 0)
    }
  }

  static func parse(_ bytes: ByteView) -> Ticket? {
    guard bytes.count > fixedBytes, let id = RandomID(bytes: bytes.slice(from: 0, to: 16)) else { return nil }
    var rest = bytes.slice(from: fixedBytes)
    guard let room = text(&rest, bytesMax: Ticket.roomBytesMax), let room,
      let user = text(&rest, bytesMax: Ticket.userBytesMax), rest.isEmpty
    else { return nil }
    return Ticket(
      room: room, id: id, user: user,
      sequence: UInt32(truncatingIfNeeded: integer(bytes, at: 16, count: 4)),
      epoch: UInt32(truncatingIfNeeded: integer(bytes, at: 20, count: 4)),
      score: Int64(bitPattern: integer(bytes, at: 24, count: 8)),
      flags: TicketFlags(rawValue: bytes[32]), networkClass: NetworkClass(rawValue: bytes[33]),
      networkHash: UInt32(truncatingIfNeeded: integer(bytes, at: 34, count: 4)),
      issuedAt: WallInstant(microseconds: Int64(bitPattern: integer(bytes, at: 38, count: 8))))
  }

  private static func append(_ value: some FixedWidthInteger, to buffer: ByteBuffer) {
    let tail = buffer.reserve(value.bitWidth / 8)
    tail.storeBytes(of: value.bigEndian, as: type(of: value))
    buffer.commit(value.bitWidth / 8)
  }

  private static func append(_ text: String, range: ClosedRange<Int>, to buffer: ByteBuffer) {
    let count = text.utf8.count
    precondition(range.contains(count), "a ticket's room or user is too long or empty")
    buffer.append(byte: UInt8(count))
    buffer.append(text)
  }

  private static func integer(_ bytes: ByteView, at start: Int, count: Int) -> UInt64 {
    var value: UInt64 = 0
    for index in start..<start + count { value = value << 8 | UInt64(bytes[index]) }
    return value
  }

  /// Takes a text with its length byte off the front. Outer nil: there is none; inner nil: its length is 0.
  private static func text(_ rest: inout ByteView, bytesMax: Int) -> String?? {
    guard let count = rest.first.map(Int.init), count <= bytesMax, rest.count > count else { return nil }
    let bytes = rest.slice(from: 1, to: 1 + count)
    rest = rest.slice(from: 1 + count)
    if count == 0 { return .some(nil) }
    guard let text = String(validating: bytes.buffer, as: UTF8.self) else { return nil }
    return .some(text)
  }
}
