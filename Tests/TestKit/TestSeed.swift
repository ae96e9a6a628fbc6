public import Testing
import Foundation

/// The seed of the running test. A test marked `@Test(.seeded)` draws everything random from it, and each of its
/// failures names it; `USHER_TEST_SEED=N` repeats a run.
public enum TestSeed {
  @TaskLocal public static var current: UInt64 = 0

  /// `USHER_TEST_SEED`, if it is a number.
  static let forced: UInt64? = ProcessInfo.processInfo.environment["USHER_TEST_SEED"].flatMap { UInt64($0) }
}

/// Gives a test a seed and writes that into each issue the test records.
public struct SeededTrait: TestTrait, SuiteTrait, TestScoping {
  public var isRecursive: Bool { true }

  public func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let seed = TestSeed.forced ?? UInt64.random(in: 1...UInt64(Int64.max))
    let naming = IssueHandlingTrait.compactMapIssues { issue in
      var named = issue
      named.comments.append("seed \(seed); USHER_TEST_SEED=\(seed) repeats it")
      return named
    }
    try await TestSeed.$current.withValue(seed) {
      try await naming.provideScope(for: test, testCase: testCase, performing: function)
    }
  }
}

extension Trait where Self == SeededTrait {
  /// The test's randomness comes from `TestSeed.current`, named in each failure.
  public static var seeded: Self { SeededTrait() }
}
