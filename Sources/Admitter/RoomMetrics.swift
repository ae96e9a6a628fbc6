internal import Telemetry

/// One room's numbers.
struct RoomMetrics {
  let released: Counter
  let passedOver: Counter
  let epoch: Gauge
  let isAdmitting: Gauge
  let waiting: Gauge

  init(_ registry: MetricsRegistry, room: String) {
    let labels = [MetricLabel("room", room)]
    released = registry.counter(
      "usher_admitter_released_total", help: "People given a turn by this process.", labels: labels)
    passedOver = registry.counter(
      "usher_admitter_passed_over_total", help: "People who were absent when this process gave them a turn.",
      labels: labels)
    epoch = registry.gauge(
      "usher_admitter_room_epoch", help: "The room's epoch.", labels: labels, merge: .maximum)
    isAdmitting = registry.gauge(
      "usher_admitter_room_admitting", help: "1 if this process lets people into the room, 0 if its epoch is in doubt.",
      labels: labels, merge: .sum)
    waiting = registry.gauge(
      "usher_admitter_room_waiting", help: "People in the room's line.", labels: labels, merge: .maximum)
  }
}
