/// Expects that `body` is done within `bound`, in one of `attempts`: what the program can do, its neighbours on a busy
/// machine can only make later. Each attempt must be a whole one of its own; an error it throws is no matter of time and
/// comes out at once.
public func promptly(_ what: String, within bound: Duration, attempts: Int = 5, _ body: (Int) throws -> Void) throws {
  var fastest: Duration?
  for attempt in 0..<attempts {
    let begun = ContinuousClock.now
    try body(attempt)
    let taken = ContinuousClock.now - begun
    if taken < bound { return }
    fastest = min(fastest ?? taken, taken)
  }
  throw TestKitFault("\(what): \(fastest.map { "\($0)" } ?? "never") at best in \(attempts) attempts, not \(bound)")
}
