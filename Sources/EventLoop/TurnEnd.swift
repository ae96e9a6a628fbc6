/// A registration for the end of each turn.
public final class TurnEndHook {
  fileprivate var body: (() -> Void)?

  fileprivate init(_ body: @escaping () -> Void) { self.body = body }

  /// Ends the registration; what the closure captured is let go.
  public func cancel() { body = nil }
}

/// What was put off to a turn's end: the hooks, and polls whose interest changed.
///
/// Interest is applied here and not at once because a client library asks for "writable" with every command and takes it
/// back when it has written: between two turns that usually cancels out and costs no system call.
final class TurnEnd {
  /// Something was put off to the turn's end since the hooks last ran.
  var isDirty = false
  private var hooks: [TurnEndHook] = []
  private var polls: [Poll] = []

  func add(_ body: @escaping () -> Void) -> TurnEndHook {
    let hook = TurnEndHook(body)
    hooks.append(hook)
    return hook
  }

  func add(_ poll: Poll) { polls.append(poll) }

  func removeHooks() {
    for hook in hooks { hook.cancel() }
    hooks.removeAll()
  }

  func runHooks() {
    var index = 0
    var cancelled = 0
    while index < hooks.count {
      if let body = hooks[index].body { body() } else { cancelled += 1 }
      index += 1
    }
    if cancelled > 0 { hooks.removeAll { $0.body == nil } }
  }

  func applyInterest() {
    guard !polls.isEmpty else { return }
    for poll in polls { poll.applyInterest() }
    polls.removeAll(keepingCapacity: true)
  }
}
