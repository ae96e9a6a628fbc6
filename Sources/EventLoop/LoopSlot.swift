internal import CLibUV

/// A place for something that lives on one loop, to be carried through other threads inside closures that come back to
/// that loop. Filled and read on the loop's own thread alone, which is checked; others may only pass it on.
///
/// `@unchecked Sendable`: the check, not the compiler, keeps threads apart.
public final class LoopSlot<Value>: @unchecked Sendable {
  private var stored: Value?
  private var thread = uv_thread_t()

  public init() {}

  /// Puts the value in; from here on only this thread may use the slot.
  public func fill(_ value: Value) {
    precondition(stored == nil, "a loop's slot is filled once")
    thread = uv_thread_self()
    stored = value
  }

  /// The value, on the thread that filled the slot; nil before.
  public var value: Value? {
    guard stored != nil else { return nil }
    var (own, current) = (thread, uv_thread_self())
    precondition(uv_thread_equal(&own, &current) != 0, "a loop's slot was read on another thread")
    return stored
  }
}
