public import EventLoop
internal import Primitives
public import Redis
public import WaitingRoom

/// The line and the limits in Redis, as typed calls: one script, one round trip and one answer a call.
///
/// Every call names the epoch that its caller knows. The store goes on to a newer one by itself when Redis says so, and
/// repeats the call in it; it never goes back. Answers come on the loop, never before the call has returned. All calls of
/// a loop turn leave in one write. Owned by one loop; `close` it in the end.
public final class RoomStore {
  public typealias Answer<Reply> = (Result<Reply, StoreFault>) -> Void

  let client: RedisClient
  let scripts: [RedisScript]
  let limitsScript: RedisScript
  let simulatedClock: (@Sendable () -> Int64)?
  /// For the name of one key at a time.
  let scratch = ByteBuffer(capacity: 128)
  private var rooms: [RoomID: RoomContext] = [:]

  public init(loop: Loop, options: RoomStoreOptions) {
    simulatedClock = options.simulatedClock
    let prelude: ScriptLibrary.Prelude = options.simulatedClock == nil ? .clock : .simulated
    scripts = RoomScript.allCases.map { ScriptLibrary.script($0.name, prelude) }
    limitsScript = ScriptLibrary.script("limits/take", prelude)
    client = RedisClient(loop: loop, options: options.redis, scripts: scripts + [limitsScript])
  }

  public var isConnected: Bool { client.isConnected }
  public var statistics: RedisStatistics { client.statistics }
  /// How many calls wait for their answers.
  public var inFlightCount: Int { client.inFlightCount }

  /// Told whenever a connection is ready to work (true) or is lost (false).
  public var onConnectionChange: ((Bool) -> Void)? {
    get { client.onConnectionChange }
    set { client.onConnectionChange = newValue }
  }

  /// What waits fails now; nothing is called after that.
  public func close() { client.close() }

  /// The newest epoch that the store has heard of.
  public func knownEpoch(of room: RoomID) -> Int? { rooms[room]?.epoch }

  /// The time by which a caller names windows: close to Redis' clock, not the same.
  var now: Int64 { simulatedClock?() ?? client.loop.wallNow.microseconds }

  func owners(_ room: RoomID, epoch: Int) -> OwnerKeys { OwnerKeys(room: room, epoch: epoch, scratch: scratch) }

  func context(_ room: RoomID, epoch: Int) -> RoomContext {
    if let known = rooms[room] {
      known.raise(to: epoch)
      return known
    }
    let made = RoomContext(room: room, epoch: epoch)
    rooms[room] = made
    return made
  }
}
