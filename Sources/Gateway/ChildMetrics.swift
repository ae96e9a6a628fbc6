import Configuration
import EventLoop
import HTTP
import HTTPWire
import Primitives
import Telemetry

/// The numbers of the other processes of this installation, read from their private sockets when an operator asks. Who
/// doesn't answer is left out. Lives on the gateway's main loop.
final class ChildMetrics {
  private let readings: [OriginReading]

  /// What one process may answer at most.
  static let answerBytesMax = 4_194_304

  init(loop: Loop, sockets: [Endpoint]) {
    readings = sockets.map {
      OriginReading(loop: loop, endpoint: $0, target: "/metrics", bodyBytesMax: ChildMetrics.answerBytesMax)
    }
  }

  /// The processes that this configuration has beside the gateway.
  static func sockets(_ configuration: UsherConfiguration) throws(GatewayFault) -> [Endpoint] {
    try [configuration.booking.listen, configuration.admitter.listen].map(GatewayStores.endpoint)
  }

  func read(_ reply: @escaping ([MetricsSnapshot]) -> Void) {
    var snapshots: [MetricsSnapshot] = []
    var waiting = 1
    func settle() {
      waiting -= 1
      if waiting == 0 { reply(snapshots) }
    }
    for reading in readings {
      let isAsked = reading.read { body in
        if let body, let snapshot = try? PrometheusReader.parse(body) { snapshots.append(snapshot) }
        settle()
      }
      if isAsked { waiting += 1 }
    }
    settle()
  }

  func close() {
    for reading in readings { reading.close() }
  }
}
