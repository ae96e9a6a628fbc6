public import Primitives

/// A place in a line, as its owner carries it: all that is needed to put him back where he was.
public struct Ticket: Sendable, Equatable {
  public static let roomBytesMax = 40
  public static let userBytesMax = 128

  /// The room's id, 1 to 40 bytes.
  public var room: String
  public var id: RandomID
  /// Who holds it by the shop's word, 1 to 128 bytes; nil: a stranger, known by the ticket's id.
  public var user: String?
  /// A dense number within room and epoch: the index into the presence bitmaps.
  public var sequence: UInt32
  public var epoch: UInt32
  /// The order within the epoch, in microseconds.
  public var score: Int64
  public var flags: TicketFlags
  public var networkClass: NetworkClass
  /// A keyed or plain hash of the client's network, to notice a move; 0 if not known.
  public var networkHash: UInt32
  public var issuedAt: WallInstant

  public init(
    room: String, id: RandomID, user: String?, sequence: UInt32, epoch: UInt32, score: Int64, flags: TicketFlags = [],
    networkClass: NetworkClass = .unknown, networkHash: UInt32 = 0, issuedAt: WallInstant
  ) {
    self.room = room
    self.id = id
    self.user = user
    self.sequence = sequence
    self.epoch = epoch
    self.score = score
    self.flags = flags
    self.networkClass = networkClass
    self.networkHash = networkHash
    self.issuedAt = issuedAt
  }

  /// The name under which everything knows the holder: the shop's, or `anon:` and the ticket's id.
  public var userName: String { user ?? AnonymousUser.prefix + id.hex }
}
