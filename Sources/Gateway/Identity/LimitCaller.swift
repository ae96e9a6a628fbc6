import Configuration
import EventLoop
import Limits

/// Who a request counts for in the limits: what is known of him.
struct LimitCaller {
  let network: NetworkAddress
  var user: String?
  var passID: String?
  var room: String?

  /// Nil where nobody knows: a limit by it doesn't count then.
  func subject(_ key: LimitConfiguration.Key) -> LimitSubject? {
    switch key {
    case .user: user.map { .user($0) }
    case .pass: passID.map { .pass($0) }
    case .room: room.map { .room($0) }
    case .network: LimitCaller.subject(network)
    }
  }

  /// IPv4 by the address, IPv6 by the /64 that one household or phone has.
  static func subject(_ address: NetworkAddress) -> LimitSubject {
    let network = address.network
    switch network.family {
    case .v4: return .network4(UInt32(truncatingIfNeeded: network.low))
    case .v6: return .network6(network.high)
    case .unix: return .local
    }
  }
}
