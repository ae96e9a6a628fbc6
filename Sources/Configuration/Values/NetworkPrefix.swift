/// A range of addresses such as `10.0.0.0/8` or `2001:db8::/32`; a single address is a range of one.
public struct NetworkPrefix: Sendable, Hashable, CustomStringConvertible {
  public let isV6: Bool
  /// The first 64 bits of an IPv6 address; else 0.
  public let high: UInt64
  /// The last 64 bits of an IPv6 address; an IPv4 address as a number.
  public let low: UInt64
  public let bits: Int
  public let description: String

  /// Nil for anything else, and for a range whose address has bits behind its length.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = IPLiteral(String(parts[0])) else { return nil }
    let width = address.isV6 ? 128 : 32
    var bits = width
    if parts.count == 2 {
      guard (1...3).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy({ (48...57).contains($0) }),
        let given = Int(parts[1]), given <= width
      else { return nil }
      bits = given
    }
    isV6 = address.isV6
    high = address.high
    low = address.low
    self.bits = bits
    description = text
    guard masked(high, low) == (high, low) else { return nil }
  }

  /// True if the address lies in this range. IPv4 addresses are given as a number in `low`.
  public func contains(isV6: Bool, high: UInt64, low: UInt64) -> Bool {
    isV6 == self.isV6 && masked(high, low) == (self.high, self.low)
  }

  private func masked(_ high: UInt64, _ low: UInt64) -> (UInt64, UInt64) {
    if !isV6 { return (0, low & (bits == 0 ? 0 : ~0 << UInt64(32 - bits))) }
    let highMask: UInt64 = bits == 0 ? 0 : ~0 << UInt64(max(0, 64 - bits))
    let lowMask: UInt64 = bits <= 64 ? 0 : ~0 << UInt64(128 - bits)
    return (high & highMask, low & lowMask)
  }
}
