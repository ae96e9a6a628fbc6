/// A pass was not accepted. To the outside all refusals are the same; the reason is for counters and logs.
public struct PassRefusal: Error, Equatable, Sendable, CustomStringConvertible {
  public enum Reason: String, Sendable, CaseIterable {
    case tooLong = "too_long"
    /// Not of the form in which this installation writes passes.
    case malformed
    /// Another header than that of a known key: another algorithm, type or key.
    case unknownKey = "unknown_key"
    case badMAC = "bad_mac"
    case badSignature = "bad_signature"
    case otherIssuer = "other_issuer"
    case otherRoom = "other_room"
    case notYetValid = "not_yet_valid"
    case expired
  }

  public let reason: Reason

  public init(_ reason: Reason) { self.reason = reason }

  public var description: String { "the pass is not valid" }
}
