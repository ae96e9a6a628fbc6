/// Marks inside a ticket, readable by gateways alone. Unknown bits are kept as they are, for gateways of a later
/// version.
public struct TicketFlags: OptionSet, Sendable, Hashable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Taken before the draw: `score` is the time of issue, not yet a place.
  public static let lottery = TicketFlags(rawValue: 1 << 0)
}
