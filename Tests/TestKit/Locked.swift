import Glibc

/// A value that several threads of a test share, behind a lock that the thread sanitizer knows: how the library's `Mutex` is
/// handed over under contention it can't see, and reports races that are none.
public final class Locked<Value>: @unchecked Sendable {  // The value is reached under the lock only.
  private let lock: UnsafeMutablePointer<pthread_mutex_t>
  /// Read and written under the lock.
  private var value: Value

  public init(_ value: consuming sending Value) {
    self.value = value
    lock = .allocate(capacity: 1)
    let result = pthread_mutex_init(lock, nil)
    precondition(result == 0, "no mutex")
  }

  deinit {
    pthread_mutex_destroy(lock)
    lock.deallocate()
  }

  public func withLock<Result, Failure: Error>(
    _ body: (inout sending Value) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    return try body(&value)
  }
}
