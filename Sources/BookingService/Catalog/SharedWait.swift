/// One piece of work that many wait for: the first starts it, all get its end.
struct SharedWait<Value> {
  private var waiters: [(Value) -> Void] = []

  /// Adds a waiter; true if he is the first and the work has to be started.
  mutating func add(_ waiter: @escaping (Value) -> Void) -> Bool {
    waiters.append(waiter)
    return waiters.count == 1
  }

  /// Those who waited; whoever comes now starts the work anew.
  mutating func end() -> [(Value) -> Void] {
    defer { waiters = [] }
    return waiters
  }
}
