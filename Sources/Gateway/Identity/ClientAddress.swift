import Configuration
import EventLoop
import HTTPWire
import Primitives

/// The visitor's own address: the socket's, unless a trusted proxy stands there and says who it came from.
///
/// `X-Forwarded-For` is read from its end, because only what trusted proxies appended is worth anything: the last entry
/// that is none of theirs is the visitor. What he wrote himself lies further to the left and is never looked at.
struct ClientAddress: Sendable {
  let trustedProxies: [NetworkPrefix]

  func of(_ head: RequestHead, peer: NetworkAddress) -> NetworkAddress {
    if trustedProxies.isEmpty || !isTrusted(peer) { return peer }
    var hops: [NetworkAddress?] = []
    head.forEach(named: "x-forwarded-for") { value in
      ListValue.forEachElement(of: value) { hops.append(NetworkAddress(parsing: $0.string)) }
    }
    var client = peer
    for hop in hops.reversed() {
      // What can't be read was not written by a proxy that is to be trusted.
      guard let hop else { return client }
      client = hop
      if !isTrusted(hop) { return client }
    }
    return client
  }

  private func isTrusted(_ address: NetworkAddress) -> Bool {
    guard address.family != .unix else { return false }
    return trustedProxies.contains {
      $0.contains(isV6: address.family == .v6, high: address.high, low: address.low)
    }
  }
}
