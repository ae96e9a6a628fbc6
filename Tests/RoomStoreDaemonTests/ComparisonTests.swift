import TestKit
import Testing

@Suite struct ComparisonTests {
  /// Thousands of random calls with changes of rate, pauses, absences, losses, returns and commands.
  @Test(.seeded, arguments: 0..<4)
  func scriptsDoWhatTheModelSays(run: Int) throws {
    var comparison = try Comparison(seed: TestSeed.current &+ UInt64(run), people: run < 2 ? 12 : 60)
    for _ in 0..<3_000 { try comparison.step() }
    comparison.checkBound()
  }

  /// The same while the clock jumps back by seconds, too: no key comes twice, and no line stands still for ever.
  @Test(.seeded)
  func scriptsDoWhatTheModelSaysWhenTheClockGoesBack() throws {
    var comparison = try Comparison(seed: TestSeed.current, people: 30, clockGoesBack: true)
    for _ in 0..<3_000 { try comparison.step() }
    #expect(comparison.releases.contains { $0.count > 0 })
  }
}
