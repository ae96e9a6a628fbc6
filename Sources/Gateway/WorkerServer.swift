import Configuration
import EventLoop
import HTTP
import HTTPWire
import Primitives
import RoomLedger
import RoomStore
import Telemetry
import Tokens
import WaitingRoom

/// One worker: its parts, its front door and its listening server. Made and used on the worker's loop.
final class WorkerServer {
  let worker: Worker
  private let server: HTTPServer
  /// The server doesn't keep its handler alive.
  private let frontDoor: FrontDoor

  init(loop: Loop, configuration: UsherConfiguration, secrets: GatewaySecrets, connectionsMax: Int) throws {
    worker = try Worker(loop: loop, configuration: configuration, secrets: secrets)
    frontDoor = FrontDoor(worker: worker, routes: RouteTable(configuration))
    server = HTTPServer(
      loop: loop, limits: WorkerServer.limits(configuration.server.http, connectionsMax: connectionsMax),
      handler: frontDoor)
  }

  func listen() throws {
    _ = try server.listen(on: GatewayStores.endpoint(worker.configuration.server.listen), reusePort: true)
  }

  func drain(deadline: Duration, then: @escaping () -> Void) {
    server.drain(deadline: deadline) { [self] in
      worker.close()
      then()
    }
    // After the server knows that it drains: their connections end with them.
    frontDoor.drain()
  }

  func snapshot() -> MetricsSnapshot {
    worker.metrics.connections.set(server.connectionCount)
    worker.metrics.streams.set(frontDoor.streamCount)
    return worker.metrics.registry.snapshot()
  }

  private static func limits(_ http: HTTPConfiguration, connectionsMax: Int) -> HTTPServerLimits {
    var limits = HTTPServerLimits()
    limits.head = HeadLimits(
      headBytesMax: http.headBytesMax, headersMax: http.headersMax, targetBytesMax: http.targetBytesMax)
    limits.headSeconds = seconds(http.headTimeout)
    limits.bodySeconds = seconds(http.bodyTimeout)
    limits.idleSeconds = seconds(http.idleTimeout)
    limits.responseBufferBytesMax = http.responseBufferBytesMax
    limits.requestsPerConnectionMax = http.requestsPerConnectionMax
    limits.connectionsMax = connectionsMax
    return limits
  }

  /// The server counts whole seconds.
  private static func seconds(_ duration: Duration) -> Int { max(1, Int(duration.components.seconds)) }
}
