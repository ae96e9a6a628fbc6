/// A ticket was not accepted. To the outside all refusals are the same; the reason is for counters and logs.
public struct TicketRefusal: Error, Equatable, Sendable, CustomStringConvertible {
  public enum Reason: String, Sendable, CaseIterable {
    case tooLong = "too_long"
    case notBase64 = "not_base64"
    case tooShort = "too_short"
    case unknownVersion = "unknown_version"
    case unknownKey = "unknown_key"
    case notAuthentic = "not_authentic"
    case malformed
    case otherRoom = "other_room"
    case expired
  }

  public let reason: Reason

  public init(_ reason: Reason) { self.reason = reason }

  public var description: String { "the ticket is not valid" }
}
