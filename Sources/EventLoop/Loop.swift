internal import CLibUV
public import Primitives

/// One thread's event loop.
///
/// Everything that lives on a loop is made and used on that loop's thread only; the one thing another thread may touch is
/// its `mailbox`. A turn is: due timers, ready descriptors with their callbacks, then the turn's end (the `atTurnEnd`
/// hooks, the writing out of streams, changed interest of polls), then sleep.
public final class Loop {
  let raw: UnsafeMutablePointer<uv_loop_t>
  /// Takes work from other threads.
  public let mailbox: LoopMailbox
  /// Lends byte buffers to connections that have something to hold.
  public let buffers = BufferPool()
  /// Where every read of this loop lands first: connections that wait hold no buffer.
  let readBuffer: UnsafeMutableRawBufferPointer
  let turnEnd = TurnEnd()
  var flushQueue = FlushQueue()

  /// No callback runs on a closed loop any more.
  public private(set) var isClosed = false
  public private(set) var isRunning = false
  private let prepare: UnsafeMutablePointer<uv_prepare_t>
  private let idle: UnsafeMutablePointer<uv_idle_t>
  private var isIdleActive = false
  private var monotonic: MonotonicInstant?
  private var wall: WallInstant?

  /// The number of bytes one read may bring.
  public static let readBytesMax = 65_536
  /// How often work to which the turn's end itself gave birth is taken up before the loop looks at descriptors again.
  private static let turnEndRoundsMax = 4
  private static let closingRoundsMax = 10_000

  /// Makes a loop for the thread that will call `run`. Ignores SIGPIPE for the process.
  public init() throws(LoopError) {
    try SystemError.check("ignore SIGPIPE", usher_ignore_broken_pipes())
    raw = .allocate(capacity: 1)
    try SystemError.check("uv_loop_init", uv_loop_init(raw))
    mailbox = try LoopMailbox(loop: raw)
    readBuffer = .allocate(byteCount: Loop.readBytesMax, alignment: 64)
    prepare = .allocate(capacity: 1)
    idle = .allocate(capacity: 1)
    uv_prepare_init(raw, prepare)
    uv_idle_init(raw, idle)
    prepare.withMemoryRebound(to: uv_handle_t.self, capacity: 1) { $0.pointee.data = nil }
    idle.withMemoryRebound(to: uv_handle_t.self, capacity: 1) { $0.pointee.data = nil }
    raw.pointee.data = Unmanaged.passUnretained(self).toOpaque()
    uv_prepare_start(prepare) { Loop.from($0!.pointee.loop).endTurn() }
  }

  deinit {
    precondition(isClosed, "a loop is closed before it is let go")
  }

  /// Runs until `stop()`.
  public func run() {
    precondition(!isClosed && !isRunning)
    isRunning = true
    uv_run(raw, UV_RUN_DEFAULT)
    endTurn()
    isRunning = false
  }

  /// Makes `run` return at the end of this turn. From another thread: `mailbox.post { … }`.
  public func stop() { uv_stop(raw) }

  /// Closes everything that is still open on this loop, then the loop. Call it after `run` has returned.
  public func close() {
    guard !isClosed else { return }
    precondition(!isRunning)
    mailbox.close()
    turnEnd.removeHooks()
    uv_prepare_stop(prepare)
    // What ends with a resource may make another, such as a timer: that is closed in the next round.
    var rounds = 0
    repeat {
      rounds += 1
      precondition(rounds < Loop.closingRoundsMax, "whatever is closed on this loop opens something new")
      uv_walk(raw, Loop.closeHandle, nil)
      uv_run(raw, UV_RUN_NOWAIT)
    } while uv_loop_close(raw) != 0
    isClosed = true
    raw.deallocate()
    readBuffer.deallocate()
    flushQueue.deallocate()
  }

  private static let closeHandle: uv_walk_cb = { handle, _ in
    guard uv_is_closing(handle) == 0 else { return }
    if let resource = LoopResource.from(handle!) {
      resource.loopIsClosing()
    } else {
      uv_close(handle) { UnsafeMutableRawPointer($0!).deallocate() }
    }
  }

  /// The monotonic clock, read at most once a turn.
  public var now: MonotonicInstant {
    if let monotonic { return monotonic }
    let instant = MonotonicInstant(nanoseconds: uv_hrtime())
    monotonic = instant
    return instant
  }

  /// The wall clock, read at most once a turn.
  public var wallNow: WallInstant {
    if let wall { return wall }
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    let instant = WallInstant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    wall = instant
    return instant
  }

  /// The loop's own coarse clock: milliseconds, monotonic, set when a turn begins. Costs nothing.
  public var nowMilliseconds: UInt64 { uv_now(raw) }

  static func from(_ raw: UnsafeMutablePointer<uv_loop_t>) -> Loop {
    Unmanaged<Loop>.fromOpaque(raw.pointee.data).takeUnretainedValue()
  }
}

extension Loop {
  /// Registers work for the end of every turn, after all callbacks and before sleeping: where what a turn gathered for
  /// Redis or PostgreSQL leaves in one write. Hooks run in the order in which they were registered.
  @discardableResult
  public func atTurnEnd(_ body: @escaping () -> Void) -> TurnEndHook { turnEnd.add(body) }

  /// Says that something was put off to the turn's end. Needed only where that may happen during the turn's end itself:
  /// the hooks are then run once more before the loop sleeps.
  public func needsTurnEnd() { turnEnd.isDirty = true }

  private func endTurn() {
    var rounds = 0
    repeat {
      rounds += 1
      turnEnd.isDirty = false
      turnEnd.runHooks()
      flushStreams()
      turnEnd.applyInterest()
    } while turnEnd.isDirty && rounds < Loop.turnEndRoundsMax
    // Work that is left over must not wait for the next event.
    keepAwake(turnEnd.isDirty)
    monotonic = nil
    wall = nil
  }

  /// Each stream once: one that is written to while it drains has to wait for the next round, lest it starve the others.
  private func flushStreams() {
    let limit = flushQueue.count
    var place = 0
    while place < limit {
      if let stream = flushQueue.entry(at: place) {
        stream._withUnsafeGuaranteedRef { stream in
          stream.flushPlace = -1
          stream.sendOutput()
        }
      }
      place += 1
    }
    if flushQueue.dropFirst(limit) { turnEnd.isDirty = true }
  }

  /// An active idle handle makes libuv poll without sleeping.
  private func keepAwake(_ wanted: Bool) {
    guard wanted != isIdleActive else { return }
    isIdleActive = wanted
    if wanted {
      uv_idle_start(idle) { _ in }
    } else {
      uv_idle_stop(idle)
    }
  }
}
