import EventLoop
import HTTP
import HTTPWire
import Primitives
import Testing

/// Runs `body` with a pool to `port` on a fresh loop until the loop is stopped.
func withPool(
  port: Int, limits: UpstreamLimits = UpstreamLimits(), limit: Duration = .seconds(20),
  sourceLocation: SourceLocation = #_sourceLocation, _ body: (Loop, UpstreamPool) throws -> Void
) throws {
  let loop = try Loop()
  let pool = UpstreamPool(loop: loop, endpoint: .loopback(port: UInt16(port)), limits: limits)
  let guardTimer = loop.addTimer(after: limit) {
    Issue.record("nothing stopped the loop", sourceLocation: sourceLocation)
    loop.stop()
  }
  defer {
    guardTimer.cancel()
    pool.close()
    loop.close()
    #expect(loop.buffers.lentCount == 0, sourceLocation: sourceLocation)
  }
  try body(loop, pool)
  loop.run()
}

extension UpstreamPool {
  /// A plain GET.
  @discardableResult
  func get(_ target: StaticString, _ over: ((RecordingDelegate) -> Void)? = nil) throws -> RecordingDelegate {
    let delegate = RecordingDelegate()
    delegate.onOver = over
    try request(.get, target: ByteView(target), host: ByteView("origin"), delegate: delegate)
    return delegate
  }
}
