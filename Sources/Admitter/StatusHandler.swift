internal import HTTP
internal import HTTPWire
internal import Primitives
internal import RoomLedger
internal import Telemetry

/// Answers for the process' health on its private socket.
final class StatusHandler: HTTPHandler {
  private unowned let service: AdmissionService
  private let registry: MetricsRegistry

  init(service: AdmissionService, registry: MetricsRegistry) {
    self.service = service
    self.registry = registry
  }

  func handle(_ exchange: Exchange) {
    guard exchange.head.method == .get || exchange.head.method == .head else {
      exchange.respond(Problem(.methodNotAllowed)) { $0.field("Allow", "GET, HEAD" as StaticString) }
      return
    }
    let path = exchange.head.path
    if path.equals("/healthz") {
      exchange.respond(status: 200, contentType: "text/plain", body: ByteView("ok\n"))
    } else if path.equals("/readyz") {
      readiness(exchange)
    } else if path.equals("/metrics") {
      exchange.respond(status: 200, contentType: PrometheusText.contentType) { buffer in
        let ledger = service.ledger.measure()
        service.metrics.ledgerConnections.set(ledger.connectionsReady)
        service.metrics.ledgerWaiting.set(ledger.statementsWaiting)
        PrometheusText.append(registry.snapshot(), to: buffer)
        PrometheusText.append(ProcessMetrics.snapshot(), to: buffer)
      }
    } else {
      exchange.respond(Problem(.notFound))
    }
  }

  private func readiness(_ exchange: Exchange) {
    exchange.respond(status: service.isReady ? 200 : 503, contentType: "application/json") { buffer in
      var json = JSONWriter(buffer)
      json.beginObject()
      json.field("ready", service.isReady)
      json.field("postgres", service.ledgerFault?.description ?? (service.loadedAt == nil ? "not asked yet" : "ok"))
      json.field("redis", service.storeFault ?? "ok")
      json.field("rooms", service.rooms.count)
      json.endObject()
    }
  }
}
