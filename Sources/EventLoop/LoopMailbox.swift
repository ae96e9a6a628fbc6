internal import CLibUV

/// Work for a loop from any thread.
///
/// The lock is taken once for each `post` and once for each batch that the loop takes out, and the loop is woken only when
/// the box was empty. What is posted after the loop was closed is dropped.
public final class LoopMailbox: Sendable {
  private struct Contents {
    var jobs: [@Sendable () -> Void] = []
    var isClosed = false
  }

  /// A lock that the thread sanitizer knows: it can't see how the library's `Mutex` is handed over under contention.
  private nonisolated(unsafe) let lock: UnsafeMutablePointer<uv_mutex_t>
  /// Read and written under the lock.
  private nonisolated(unsafe) var contents = Contents()
  /// Its address is all that other threads use, and `uv_async_send` is made for that. Valid until `isClosed`.
  private nonisolated(unsafe) let wake: UnsafeMutablePointer<uv_async_t>

  init(loop raw: UnsafeMutablePointer<uv_loop_t>) throws(SystemError) {
    lock = .allocate(capacity: 1)
    wake = .allocate(capacity: 1)
    try SystemError.check("uv_mutex_init", uv_mutex_init(lock))
    let result = uv_async_init(raw, wake) { wake in Loop.from(wake!.pointee.loop).mailbox.deliver() }
    wake.pointee.data = nil
    try SystemError.check("uv_async_init", result)
  }

  deinit {
    uv_mutex_destroy(lock)
    lock.deallocate()
  }

  private func withContents<Result>(_ body: (inout Contents) -> Result) -> Result {
    uv_mutex_lock(lock)
    defer { uv_mutex_unlock(lock) }
    return body(&contents)
  }

  /// Runs `job` on the loop, in the order of posting. False if the loop is closed: the job will not run.
  @discardableResult
  public func post(_ job: @escaping @Sendable () -> Void) -> Bool {
    withContents { contents in
      guard !contents.isClosed else { return false }
      contents.jobs.append(job)
      // Under the lock, so that the handle can't be closed in between.
      if contents.jobs.count == 1 { uv_async_send(wake) }
      return true
    }
  }

  /// Makes the loop's `run` return, after what was posted before.
  public func stopLoop() {
    post { [self] in Loop.from(wake.pointee.loop).stop() }
  }

  private func deliver() {
    let jobs = withContents { contents in
      let jobs = contents.jobs
      contents.jobs = []
      return jobs
    }
    for job in jobs { job() }
  }

  /// The handle itself is closed by the loop, with all others.
  func close() {
    let dropped = withContents { contents in
      contents.isClosed = true
      let jobs = contents.jobs
      contents.jobs = []
      return jobs
    }
    _ = dropped
  }
}
