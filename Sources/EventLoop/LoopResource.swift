internal import CLibUV

/// Something that libuv drives: a timer, a descriptor, a signal, a child, a stream.
///
/// Owns the memory of its libuv handle, which is freed in libuv's close callback and nowhere else. While the resource is
/// *held* (armed, open) the loop keeps the object alive; an object that is let go without being closed closes its handle.
/// Loop-confined.
open class LoopResource {
  /// The loop that drives this resource.
  public final let loop: Loop
  /// The handle; nil from the moment at which closing began.
  final var handle: UnsafeMutablePointer<uv_handle_t>?
  private final var isHeld = false

  /// Allocates the handle's memory; `initialise` runs the libuv init function on it.
  init(
    loop: Loop, bytes: Int, _ call: String, _ initialise: (UnsafeMutableRawPointer) -> Int32
  ) throws(SystemError) {
    self.loop = loop
    precondition(!loop.isClosed, "the loop is closed")
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 16)
    let result = initialise(memory)
    guard result == 0 else {
      memory.deallocate()
      handle = nil
      throw SystemError(uv: result, call: call)
    }
    let handle = memory.assumingMemoryBound(to: uv_handle_t.self)
    self.handle = handle
    handle.pointee.data = Unmanaged.passUnretained(self).toOpaque()
  }

  deinit {
    guard let handle else { return }
    handle.pointee.data = nil
    uv_close(handle) { UnsafeMutableRawPointer($0!).deallocate() }
  }

  /// Tells if closing hasn't begun.
  public final var isOpen: Bool { handle != nil }

  /// The loop keeps this object alive until `unhold`.
  final func hold() {
    guard !isHeld else { return }
    isHeld = true
    _ = Unmanaged.passRetained(self)
  }

  final func unhold() {
    guard isHeld else { return }
    isHeld = false
    Unmanaged.passUnretained(self).release()
  }

  /// Begins closing; idempotent. `handleDidClose` follows in a later phase of the loop.
  final func closeHandle() {
    guard let handle else { return }
    self.handle = nil
    hold()
    uv_close(handle) { handle in
      let resource = LoopResource.from(handle!)
      UnsafeMutableRawPointer(handle!).deallocate()
      resource?.handleDidClose()
      resource?.unhold()
    }
  }

  /// The handle is gone; the last thing that happens to a resource.
  func handleDidClose() {}

  /// The loop is being closed with this resource still open.
  func loopIsClosing() { closeHandle() }

  /// The object a handle belongs to; nil if it went before its handle.
  static func from(_ handle: UnsafeMutablePointer<uv_handle_t>) -> LoopResource? {
    guard let data = handle.pointee.data else { return nil }
    return Unmanaged<LoopResource>.fromOpaque(data).takeUnretainedValue()
  }
}
