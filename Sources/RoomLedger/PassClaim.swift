public import Primitives

/// Somebody whose turn it is asks for his pass.
public struct PassClaim: Equatable, Sendable {
  public let room: String
  public let ticketID: RandomID
  /// The turn that Redis gave the ticket, from 1.
  public let turn: Int
  /// The epoch in which it gave it: a turn of an older epoch is not honoured.
  public let epoch: Int
  /// The pass's name if it is made now: a keyed hash of ticket and turn.
  public let jti: String
  public let subject: String
  /// Which key it will be signed with if it is made now.
  public let keyID: String
  /// How long it is good if it is made now.
  public let lifetimeSeconds: Int

  public static let lifetimeSecondsMax = 7 * 86_400
  public static let subjectBytesMax = 256

  /// Nil if a value is out of its bounds: one bad claim must not reach the statement that it would share with others.
  public init?(
    room: String, ticketID: RandomID, turn: Int, epoch: Int, jti: String, subject: String, keyID: String,
    lifetimeSeconds: Int
  ) {
    guard (1...Int(Int32.max)).contains(turn), (1...Int(Int32.max)).contains(epoch) else { return nil }
    guard (22...64).contains(jti.utf8.count), jti.utf8.allSatisfy(\.isBase64URL) else { return nil }
    guard (1...PassClaim.subjectBytesMax).contains(subject.utf8.count), !subject.utf8.contains(0) else { return nil }
    guard (1...64).contains(keyID.utf8.count), !keyID.utf8.contains(0), !room.utf8.contains(0) else { return nil }
    guard (1...PassClaim.lifetimeSecondsMax).contains(lifetimeSeconds) else { return nil }
    self.room = room
    self.ticketID = ticketID
    self.turn = turn
    self.epoch = epoch
    self.jti = jti
    self.subject = subject
    self.keyID = keyID
    self.lifetimeSeconds = lifetimeSeconds
  }
}

extension UInt8 {
  fileprivate var isBase64URL: Bool {
    isASCIIDigit || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) || self == 0x2D || self == 0x5F
  }
}
