import Dispatch
import EventLoop
import HTTP
import TestKit

/// A fake sale on a thread of its own.
final class RunningSale {
  let port: UInt16
  private let thread: LoopThread
  private let world: World

  var url: String { "http://127.0.0.1:\(port)" }

  init(seats: Int = 400, rate: Double = 200, sabotage: Sabotage? = nil) throws {
    let world = World()
    self.world = world
    thread = try LoopThread.start(name: "sale") { loop in
      world.start(on: loop, seats: seats, rate: rate, sabotage: sabotage)
    }
    port = world.wait()
    guard port > 0 else { throw NoPort() }
  }

  func stop() {
    thread.stop()
    thread.join()
  }

  private struct NoPort: Error {}

  /// What lives on the loop, and the port, which is handed from one thread to the other.
  private final class World: Sendable {
    /// Touched on the loop only.
    private nonisolated(unsafe) var server: HTTPServer?
    private let port = Locked<UInt16>(0)
    private let isStarted = DispatchSemaphore(value: 0)

    func start(on loop: Loop, seats: Int, rate: Double, sabotage: Sabotage?) {
      let server = HTTPServer(
        loop: loop, handler: FakeSale(loop: loop, seats: seats, rate: rate, sabotage: sabotage))
      self.server = server
      do {
        let endpoint = try server.listen(on: .loopback(port: 0))
        port.withLock { $0 = endpoint.port ?? 0 }
      } catch {
        port.withLock { $0 = 0 }
      }
      isStarted.signal()
    }

    func wait() -> UInt16 {
      isStarted.wait()
      return port.withLock { $0 }
    }
  }
}
