import Primitives
import RoomStore
import Telemetry
import WaitingRoom

/// The rooms' figures as metrics: what the line looks like, and the rate that is set beside the one that is.
enum RoomMetrics {
  static func snapshot(_ rooms: [RoomView], at now: WallInstant, workersMissing: Int) -> MetricsSnapshot {
    let registry = MetricsRegistry()
    registry.gauge("usher_workers_missing", help: "Workers that did not answer this reading.").set(workersMissing)
    for room in rooms {
      let labels = [MetricLabel("room", room.id.text)]
      registry.gauge("usher_room_admit_rate", help: "People a second, as it is set for now.", labels: labels)
        .set(Double(room.admitRateMicro(at: now)) / 1_000_000)
      registry.gauge("usher_room_paused", help: "1 while paused.", labels: labels).set(room.settings.isPaused ? 1 : 0)
      registry.gauge("usher_room_epoch", help: "The line's generation.", labels: labels).set(room.epoch)
      registry.gauge("usher_room_readable", help: "0 while Redis gives no figures of the room.", labels: labels)
        .set(room.figures == nil ? 0 : 1)
      guard let figures = room.figures else { continue }
      add(figures, labels, to: registry)
    }
    return registry.snapshot()
  }

  private static func add(_ figures: RoomFigures, _ labels: [MetricLabel], to registry: MetricsRegistry) {
    registry.gauge("usher_room_queue_length", help: "People waiting.", labels: labels).set(figures.waiting)
    registry.gauge("usher_room_active", help: "People with a turn that is not over.", labels: labels).set(
      figures.active)
    registry.gauge("usher_room_owed", help: "People who are owed a turn and are there.", labels: labels).set(
      figures.owed)
    registry.gauge("usher_room_away", help: "People who were absent when their turn came.", labels: labels)
      .set(figures.away)
    registry.gauge(
      "usher_room_admitted_per_second", help: "People admitted a second, over the last 5 seconds.", labels: labels
    ).set(figures.admittedPerSecond)
    registry.counter("usher_room_joins_total", help: "Places taken in this epoch.", labels: labels)
      .increment(by: UInt64(figures.joinsTotal))
    registry.counter("usher_room_admitted_total", help: "Turns given in this epoch.", labels: labels)
      .increment(by: UInt64(figures.admittedTotal))
  }
}
