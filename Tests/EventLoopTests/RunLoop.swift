import EventLoop
import Testing

/// Runs `body` on a fresh loop and then the loop until something stops it; a loop that nothing stops fails the test.
func withLoop(
  limit: Duration = .seconds(20), sourceLocation: SourceLocation = #_sourceLocation, _ body: (Loop) throws -> Void
) throws {
  let loop = try Loop()
  let guardTimer = loop.addTimer(after: limit) {
    Issue.record("nothing stopped the loop", sourceLocation: sourceLocation)
    loop.stop()
  }
  do {
    try body(loop)
  } catch {
    guardTimer.cancel()
    loop.close()
    throw error
  }
  loop.run()
  guardTimer.cancel()
  loop.close()
}

/// A value that closures of one loop share.
final class Box<Value> {
  var value: Value
  init(_ value: Value) { self.value = value }
}
