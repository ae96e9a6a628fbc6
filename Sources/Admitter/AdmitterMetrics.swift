internal import Telemetry

/// The process' own numbers.
struct AdmitterMetrics {
  let registry: MetricsRegistry
  let raises: CounterGroup
  let calls: CounterGroup
  let failures: CounterGroup
  let releaseSeconds: Histogram
  let ledgerReady: Gauge
  let storeReady: Gauge
  let rooms: Gauge
  let ledgerConnections: Gauge
  let ledgerWaiting: Gauge

  init(_ registry: MetricsRegistry) {
    self.registry = registry
    raises = registry.counters(
      "usher_admitter_epoch_raises_total", help: "Epochs raised by this process, by what was lost.", label: "loss",
      values: EpochLoss.allCases.map(\.rawValue))
    calls = registry.counters(
      "usher_admitter_calls_total", help: "Calls to Redis and PostgreSQL.", label: "call",
      values: KeeperCall.allCases.map(\.rawValue))
    failures = registry.counters(
      "usher_admitter_call_failures_total", help: "Calls without an answer.", label: "call",
      values: KeeperCall.allCases.map(\.rawValue))
    releaseSeconds = registry.histogram(
      "usher_admitter_release_seconds", help: "The time of a release call.", bounds: Histogram.callSeconds)
    ledgerReady = registry.gauge(
      "usher_admitter_postgres_ready", help: "1 if PostgreSQL answers.", merge: .sum)
    storeReady = registry.gauge("usher_admitter_redis_ready", help: "1 if Redis answers.", merge: .sum)
    rooms = registry.gauge("usher_admitter_rooms", help: "Rooms this process looks after.", merge: .maximum)
    ledgerConnections = registry.gauge(
      "usher_admitter_postgres_connections", help: "Open connections to PostgreSQL.")
    ledgerWaiting = registry.gauge(
      "usher_admitter_postgres_waiting", help: "Statements that wait for a connection to PostgreSQL.")
  }
}
