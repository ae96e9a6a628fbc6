/// Takes up all visitors once more, a few at a time. Owner: one loop.
final class Auditor {
  static let atOnceMax = 32

  private let count: Int
  private let audit: (Int) -> Void
  private let onEnd: () -> Void
  private var nextIndex = 0
  private var running = 0
  private var isStarting = false

  init(count: Int, audit: @escaping (Int) -> Void, onEnd: @escaping () -> Void) {
    self.count = count
    self.audit = audit
    self.onEnd = onEnd
  }

  func begin() {
    if count == 0 { return onEnd() }
    fill()
  }

  /// One is done.
  func next() {
    running -= 1
    if isStarting { return }
    if nextIndex == count && running == 0 { return onEnd() }
    fill()
  }

  /// Most have nothing to be audited and are done before `audit` returns: a loop, not a recursion.
  private func fill() {
    isStarting = true
    while running < Auditor.atOnceMax && nextIndex < count {
      running += 1
      nextIndex += 1
      audit(nextIndex - 1)
    }
    isStarting = false
    if nextIndex == count && running == 0 { onEnd() }
  }
}
