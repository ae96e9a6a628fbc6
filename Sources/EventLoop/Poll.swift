internal import CLibUV

/// What happened on a polled descriptor.
public struct PollEvents: OptionSet, Sendable {
  public let rawValue: Int32
  public init(rawValue: Int32) { self.rawValue = rawValue }

  public static let readable = PollEvents(rawValue: 1)
  public static let writable = PollEvents(rawValue: 2)
}

/// Readiness of a descriptor that belongs to somebody else, such as hiredis or libpq.
///
/// Level-triggered. Changed interest takes effect at the turn's end, so setting and taking it back within a turn is free.
/// An error on the descriptor is reported as everything that was asked for: the owner meets it when it reads or writes.
/// Close the poll before the descriptor is closed.
public final class Poll: LoopResource {
  private let descriptor: Int32
  private var onEvent: ((PollEvents) -> Void)?
  private var wanted: PollEvents = []
  private var applied: PollEvents = []
  private var isQueued = false

  init(loop: Loop, descriptor: Int32, onEvent: @escaping (PollEvents) -> Void) throws(LoopError) {
    self.descriptor = descriptor
    self.onEvent = onEvent
    let raw = loop.raw
    try super.init(loop: loop, bytes: MemoryLayout<uv_poll_t>.size, "uv_poll_init") { memory in
      uv_poll_init(raw, memory.assumingMemoryBound(to: uv_poll_t.self), descriptor)
    }
  }

  /// What the owner wants to be told about; nothing at first.
  public func set(readable: Bool, writable: Bool) {
    guard isOpen else { return }
    wanted = []
    if readable { wanted.insert(.readable) }
    if writable { wanted.insert(.writable) }
    guard wanted != applied, !isQueued else { return }
    isQueued = true
    loop.turnEnd.add(self)
    hold()
  }

  /// No event is reported from now on, and what the closure captured is let go. The descriptor stays open.
  public func close() {
    onEvent = nil
    closeHandle()
  }

  func applyInterest() {
    isQueued = false
    guard let handle, wanted != applied else { return }
    applied = wanted
    // POLLIN is 1 and so is UV_READABLE; the option set has libuv's own values.
    handle.withMemoryRebound(to: uv_poll_t.self, capacity: 1) { poll in
      let result = uv_poll_start(poll, wanted.rawValue) { handle, status, events in
        let raw = UnsafeMutableRawPointer(handle!).assumingMemoryBound(to: uv_handle_t.self)
        guard let resource = LoopResource.from(raw) else { return }
        unsafeDowncast(resource, to: Poll.self).report(status: status, events: events)
      }
      precondition(result == 0, "another watcher holds this descriptor")
    }
    if wanted.isEmpty { unhold() } else { hold() }
  }

  private func report(status: Int32, events: Int32) {
    guard let onEvent else { return }
    if status < 0 {
      // libuv has stopped the watcher: what is still wanted is armed again at the turn's end.
      let reported = applied
      applied = []
      onEvent(reported)
      set(readable: wanted.contains(.readable), writable: wanted.contains(.writable))
    } else {
      onEvent(PollEvents(rawValue: events & 3))
    }
  }

  override func loopIsClosing() { close() }
}

extension Loop {
  /// Watches a descriptor that somebody else owns; nothing is reported until `set` asks for it.
  public func poll(descriptor: Int32, onEvent: @escaping (PollEvents) -> Void) throws(LoopError) -> Poll {
    try Poll(loop: self, descriptor: descriptor, onEvent: onEvent)
  }
}
