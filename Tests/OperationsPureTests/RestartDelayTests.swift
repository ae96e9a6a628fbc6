import Testing

@testable import Operations

@Suite struct RestartDelayTests {
  @Test func doublesUpToItsBound() {
    var delay = RestartDelay()
    let waits = (0..<8).map { _ in delay.next(after: .milliseconds(1)) / .milliseconds(1) }
    #expect(waits == [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000])
  }

  @Test func beginsAnewAfterALongLife() {
    var delay = RestartDelay()
    for _ in 0..<5 { _ = delay.next(after: .zero) }
    #expect(delay.next(after: RestartDelay.stableAfter) == RestartDelay.first)
    #expect(delay.next(after: .seconds(9)) == RestartDelay.first * 2)
  }
}
