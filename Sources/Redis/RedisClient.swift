internal import CHiredis
public import EventLoop
internal import Primitives

/// One connection to Redis, kept alive: commands are answered in the order in which they were sent, and all that a turn of
/// the loop sends leaves in one write at its end.
///
/// Commands may be sent as soon as the client exists: those sent while it connects wait for the connection, those sent
/// while it pauses between two tries fail at once. Every command is answered exactly once, through its callback, never
/// before the call that sent it has returned. Owned by one loop; `close` it in the end.
public final class RedisClient {
  public typealias Handler = (Result<RedisReply, RedisFault>) -> Void

  /// A command that was sent and not answered.
  struct Pending {
    /// Nil once it was told that time is up: the answer, when it comes, is nobody's.
    var handler: Handler?
    var deadline: MonotonicInstant
    /// How many bytes of `sent` are this command.
    var byteCount: Int
    /// The script it calls by digest, to be sent whole if Redis doesn't have it.
    var script: RedisScript?
  }

  enum State {
    /// → connected, waiting, closed
    case connecting
    /// → waiting, closed
    case connected
    /// Pauses before the next try. → connecting, closed
    case waiting
    case closed
  }

  public let loop: Loop
  let options: RedisOptions
  /// Loaded into Redis with each new connection.
  let scripts: [RedisScript]
  public internal(set) var statistics = RedisStatistics()
  /// Told on the loop whenever a connection is ready to work (true) or is lost (false).
  public var onConnectionChange: ((Bool) -> Void)?

  var state = State.waiting
  var context: UnsafeMutablePointer<redisAsyncContext>?
  var poll: Poll?
  var hook: TurnEndHook?
  var timer: LoopTimer?
  let reply = ReplyStorage()
  var pending = RingBuffer<Pending>()
  /// The bytes of all pending commands, in order: what is sent again if Redis lost a script.
  let sent = ByteBuffer(capacity: 16_384)
  /// For a command that is put together anew.
  let scratch = ByteBuffer(capacity: 64)
  /// Something waits in hiredis' output buffer.
  var hasOutput = false
  /// Inside of hiredis, which frees its context only when it is left.
  var isReading = false
  var reconnectDelay: Duration
  let commandTimeoutNanoseconds: UInt64
  var connectDeadline: MonotonicInstant?
  var lastFault = "not connected yet"
  /// A reason to reconnect that came up inside of hiredis.
  var reconnectReason: String?
  /// The connection came to stand inside of hiredis, and nobody was told yet.
  var isToAnnounce = false
  /// When the timer fires; nil while it isn't armed.
  var timerAt: MonotonicInstant?
  /// Commands that weren't sent, to be told at the turn's end.
  var refused: [(Handler, RedisFault)] = []

  public init(loop: Loop, options: RedisOptions, scripts: [RedisScript] = []) {
    self.loop = loop
    self.options = options
    self.scripts = scripts
    reconnectDelay = options.reconnectMin
    commandTimeoutNanoseconds = UInt64(max(1_000_000, options.commandTimeout.nanoseconds))
    hook = loop.atTurnEnd { [unowned self] in flush() }
    timer = LoopTimer.idle(on: loop) { [unowned self] in tick() }
    connect()
  }

  deinit { precondition(state == .closed, "a Redis client is closed before it is let go") }

  public var isConnected: Bool { state == .connected }
  /// How many commands wait for their answers.
  public var inFlightCount: Int { pending.count }

  /// Ends the connection; what is not answered fails now. Nothing is called after it.
  public func close() {
    guard state != .closed else { return }
    state = .closed
    lastFault = "the client was closed"
    dropConnection()
    failPending()
    hook?.cancel()
    timer?.cancel()
    onConnectionChange = nil
  }
}

extension LoopTimer {
  /// A timer that is armed later, by `restart`.
  fileprivate static func idle(on loop: Loop, _ body: @escaping () -> Void) -> LoopTimer {
    let timer = loop.addTimer(after: .seconds(86_400), body)
    timer.disarm()
    return timer
  }
}
