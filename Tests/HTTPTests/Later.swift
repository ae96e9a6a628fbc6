import Dispatch
import TestKit

/// A value that another thread will set; waiting for it ends after ten seconds.
final class Later<Value: Sendable>: Sendable {
  private let value = Locked<Value?>(nil)
  private let semaphore = DispatchSemaphore(value: 0)

  /// The first value counts.
  func set(_ new: Value) {
    value.withLock { if $0 == nil { $0 = new } }
    semaphore.signal()
  }

  func wait() throws -> Value {
    guard semaphore.wait(timeout: .now() + 10) == .success, let value = value.withLock({ $0 }) else {
      throw TestKitFault("not within 10 s")
    }
    // Whoever comes next gets it too.
    semaphore.signal()
    return value
  }
}
