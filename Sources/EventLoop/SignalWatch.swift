internal import CLibUV

/// Tells a loop about a signal to the process. Any number of loops and watches may wait for the same signal.
public final class SignalWatch: LoopResource {
  private var body: (() -> Void)?

  init(loop: Loop, number: Int32, _ body: @escaping () -> Void) throws(LoopError) {
    self.body = body
    let raw = loop.raw
    try super.init(loop: loop, bytes: MemoryLayout<uv_signal_t>.size, "uv_signal_init") { memory in
      uv_signal_init(raw, memory.assumingMemoryBound(to: uv_signal_t.self))
    }
    let result = UnsafeMutableRawPointer(handle!).withMemoryRebound(to: uv_signal_t.self, capacity: 1) { signal in
      uv_signal_start(
        signal,
        { handle, _ in
          let raw = UnsafeMutableRawPointer(handle!).assumingMemoryBound(to: uv_handle_t.self)
          guard let resource = LoopResource.from(raw) else { return }
          unsafeDowncast(resource, to: SignalWatch.self).body?()
        }, number)
    }
    try SystemError.check("uv_signal_start", result)
    hold()
  }

  /// The signal has its default meaning again when its last watch is gone.
  public func cancel() {
    body = nil
    closeHandle()
  }

  override func loopIsClosing() { cancel() }
}

extension Loop {
  /// Runs `body` on this loop whenever the process gets the signal.
  @discardableResult
  public func addSignal(_ number: Int32, _ body: @escaping () -> Void) throws(LoopError) -> SignalWatch {
    try SignalWatch(loop: self, number: number, body)
  }
}
