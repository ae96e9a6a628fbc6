import Dispatch
import EventLoop
import HTTP
import TestKit

/// A server on a thread of its own, for blocking test clients.
final class TestServer: Sendable {
  let endpoint: Endpoint
  private let thread: LoopThread
  /// Touched on the server's loop only.
  private nonisolated(unsafe) let server: HTTPServer

  /// `handler` is made on the loop.
  init(
    on endpoint: Endpoint = .loopback(port: 0), limits: HTTPServerLimits = HTTPServerLimits(),
    handler: @escaping @Sendable (Loop) -> any HTTPHandler
  ) throws {
    let started = Later<(Unowned, Endpoint)>()
    thread = try LoopThread.start(name: "server") { loop in
      let server = HTTPServer(loop: loop, limits: limits, handler: handler(loop))
      do {
        started.set((Unowned(server: server), try server.listen(on: endpoint)))
      } catch {
        preconditionFailure("\(error)")
      }
    }
    let (unowned, actual) = try started.wait()
    server = unowned.server
    self.endpoint = actual
  }

  private struct Unowned: Sendable {
    // Only carried from the loop's thread to the object that gives it back there.
    nonisolated(unsafe) let server: HTTPServer
  }

  convenience init(
    on endpoint: Endpoint = .loopback(port: 0), limits: HTTPServerLimits = HTTPServerLimits(),
    handle: @escaping @Sendable (Exchange) -> Void
  ) throws {
    try self.init(on: endpoint, limits: limits) { _ in ClosureHandler(handle) }
  }

  deinit {
    thread.stop()
    thread.join()
  }

  var port: Int { Int(endpoint.port ?? 0) }

  /// Runs `body` on the server's loop and waits for what it gives.
  func onLoop<Value: Sendable>(_ body: @escaping @Sendable (HTTPServer) -> Value) throws -> Value {
    let result = Later<Value>()
    // Without self: let go of on the loop's thread, it would wait for itself.
    let carried = Unowned(server: server)
    thread.mailbox.post { result.set(body(carried.server)) }
    return try result.wait()
  }

  var statistics: HTTPServerStatistics {
    get throws { try onLoop { $0.statistics } }
  }

  var connectionCount: Int {
    get throws { try onLoop { $0.connectionCount } }
  }

  func connect(timeout: Duration = .seconds(10)) throws -> RawSocket {
    switch endpoint {
    case .tcp: try RawSocket(port: port, timeout: timeout)
    case .unix(let path): try RawSocket(unix: path, timeout: timeout)
    }
  }
}

final class ClosureHandler: HTTPHandler {
  private let body: (Exchange) -> Void
  init(_ body: @escaping (Exchange) -> Void) { self.body = body }
  func handle(_ exchange: Exchange) { body(exchange) }
}
