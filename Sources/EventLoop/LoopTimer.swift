internal import CLibUV

/// A timer of a loop, in whole milliseconds, rounded up.
///
/// While it is armed the loop keeps it alive, so a caller that never stops a timer may drop the value. For a deadline a
/// connection use `DeadlineWheel`.
public final class LoopTimer: LoopResource {
  private var body: (() -> Void)?
  private var repeatMilliseconds: UInt64

  init(loop: Loop, repeat interval: Duration?, _ body: @escaping () -> Void) {
    self.body = body
    repeatMilliseconds = interval.map { max(1, $0.wholeMilliseconds) } ?? 0
    let raw = loop.raw
    do throws(SystemError) {
      try super.init(loop: loop, bytes: MemoryLayout<uv_timer_t>.size, "uv_timer_init") { memory in
        uv_timer_init(raw, memory.assumingMemoryBound(to: uv_timer_t.self))
      }
    } catch {
      preconditionFailure("uv_timer_init can't fail: \(error)")
    }
  }

  /// Tells if the timer will fire.
  public var isArmed: Bool {
    guard let handle else { return false }
    return uv_is_active(handle) != 0
  }

  /// Sets the timer anew, whether it is armed, has fired or was disarmed; a repeating one goes on in its interval.
  public func restart(after delay: Duration) {
    guard let handle else { return }
    if !loop.isRunning { uv_update_time(loop.raw) }
    hold()
    handle.withMemoryRebound(to: uv_timer_t.self, capacity: 1) { timer in
      let result = uv_timer_start(
        timer,
        { handle in
          let raw = UnsafeMutableRawPointer(handle!).assumingMemoryBound(to: uv_handle_t.self)
          guard let resource = LoopResource.from(raw) else { return }
          unsafeDowncast(resource, to: LoopTimer.self).fire()
        }, delay.wholeMilliseconds, repeatMilliseconds)
      precondition(result == 0)
    }
  }

  /// The timer doesn't fire unless it is restarted.
  public func disarm() {
    guard let handle else { return }
    handle.withMemoryRebound(to: uv_timer_t.self, capacity: 1) { _ = uv_timer_stop($0) }
    unhold()
  }

  /// The timer never fires again, and what the closure captured is let go. Idempotent.
  public func cancel() {
    body = nil
    closeHandle()
  }

  private func fire() {
    body?()
    if isOpen && !isArmed { unhold() }
  }

  override func loopIsClosing() { cancel() }
}

extension Loop {
  /// Runs `body` once after a delay, or again and again if an interval is given.
  @discardableResult
  public func addTimer(after delay: Duration, repeat interval: Duration? = nil, _ body: @escaping () -> Void)
    -> LoopTimer
  {
    let timer = LoopTimer(loop: self, repeat: interval, body)
    timer.restart(after: delay)
    return timer
  }
}

extension Duration {
  /// Rounded up; a negative duration is none.
  var wholeMilliseconds: UInt64 {
    let (seconds, attoseconds) = components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    return UInt64(seconds) * 1_000 + UInt64((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }
}
