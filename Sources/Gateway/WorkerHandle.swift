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

/// A worker's thread as the main loop sees it: everything goes through the mailbox and runs on the worker's own loop.
struct WorkerHandle {
  private let thread: LoopThread
  private let slot: LoopSlot<WorkerServer>

  /// Starts a thread which listens as soon as its loop runs. `failed` is called on that thread if it can't.
  static func start(
    number: Int, configuration: UsherConfiguration, secrets: GatewaySecrets, connectionsMax: Int,
    failed: @escaping @Sendable (String) -> Void
  ) throws -> WorkerHandle {
    let slot = LoopSlot<WorkerServer>()
    let thread = try LoopThread.start(name: "gateway-\(number)") { loop in
      do {
        let server = try WorkerServer(
          loop: loop, configuration: configuration, secrets: secrets, connectionsMax: connectionsMax)
        slot.fill(server)
        try server.listen()
      } catch {
        failed("\(error)")
      }
    }
    return WorkerHandle(thread: thread, slot: slot)
  }

  func update(_ directory: RoomDirectory) {
    thread.mailbox.post { [slot] in slot.value?.worker.update(directory) }
  }

  func update(_ feed: PassFeed) {
    thread.mailbox.post { [slot] in slot.value?.worker.update(feed) }
  }

  /// Calls `reply` on the worker's loop with its numbers. False: the loop has ended.
  func measure(_ reply: @escaping @Sendable (MetricsSnapshot) -> Void) -> Bool {
    thread.mailbox.post { [slot] in reply(slot.value?.snapshot() ?? MetricsSnapshot()) }
  }

  /// Takes no new connections, lets running requests end, and stops the loop at the latest after `deadline`.
  func drain(deadline: Duration) {
    thread.mailbox.post { [slot, thread] in
      guard let server = slot.value else { return thread.stop() }
      server.drain(deadline: deadline) { thread.stop() }
    }
  }

  func join() { thread.join() }
}
