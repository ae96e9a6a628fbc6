import EventLoop
import HTTP
import HTTPWire
import Primitives
import Telemetry

/// What one loop of the gateway counts. Owned by that loop; read by taking a snapshot on it.
final class GatewayMetrics {
  /// What happens to requests.
  enum Event: Int, CaseIterable {
    case requests, joins, knownJoins, polls, leaves, passes, proxied, streams, streamEvents, streamReads
  }

  /// Why requests are turned away.
  enum Refusal: Int, CaseIterable {
    case withoutPass, badTicket, notYourTurn, rateLimited, pollFloor, crossSite, unknownHost, unknownRoute, roomOver
    case storeAway, ledgerAway, originAway, originTimeout
  }

  let registry = MetricsRegistry()
  let connections: Gauge
  let streams: Gauge
  let proxied: Histogram
  let store: Histogram
  private let events: CounterGroup
  private let refusals: CounterGroup

  init() {
    events = registry.counters(
      "usher_gateway_events_total", help: "Requests, and what came of them.", label: "event",
      values: Event.allCases.map { GatewayMetrics.label("\($0)") })
    refusals = registry.counters(
      "usher_refusals_total", help: "Requests turned away, by reason.", label: "reason",
      values: Refusal.allCases.map { GatewayMetrics.label("\($0)") })
    connections = registry.gauge("usher_connections", help: "Open connections of visitors.")
    streams = registry.gauge("usher_streams", help: "Open event streams of visitors.")
    proxied = registry.histogram(
      "usher_origin_seconds", help: "From handing a request to an origin to the head of its answer.",
      bounds: Histogram.requestSeconds)
    store = registry.histogram(
      "usher_store_seconds", help: "From asking Redis to its answer.", bounds: Histogram.callSeconds)
  }

  func count(_ event: Event) { events.increment(event.rawValue) }

  func count(_ refusal: Refusal) { refusals.increment(refusal.rawValue) }

  /// `notYourTurn` as `not_your_turn`.
  private static func label(_ name: String) -> String {
    name.reduce(into: "") { label, character in
      label += character.isUppercase ? "_" + character.lowercased() : String(character)
    }
  }
}
