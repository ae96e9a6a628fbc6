import Glibc
import TestKit
import Testing

@Suite struct WaitingTests {
  @Test func eventuallySeesAConditionComeTrue() async throws {
    var asked = 0
    try await eventually("the third time") {
      asked += 1
      return asked == 3
    }
    #expect(asked == 3)
  }

  @Test func eventuallyGivesUpAndSaysWhy() async {
    let fault = await #expect(throws: TestKitFault.self) {
      try await eventually("the impossible", timeout: .milliseconds(50)) { throw TestKitFault("not there yet") }
    }
    #expect(fault?.description.contains("the impossible") == true)
    #expect(fault?.description.contains("not there yet") == true)
  }

  @Test func waitUntilGivesUp() {
    #expect(throws: TestKitFault.self) { try waitUntil("never", timeout: .milliseconds(30)) { false } }
  }

  @Test func promptlyTakesTheBestAttempt() throws {
    var attempts: [Int] = []
    try promptly("the third is quick", within: .milliseconds(150)) { attempt in
      attempts.append(attempt)
      if attempt < 2 { usleep(200_000) }  // A sleep: what is late is what is tested.
    }
    #expect(attempts.starts(with: [0, 1, 2]))
    let fault = #expect(throws: TestKitFault.self) { try promptly("never", within: .zero, attempts: 2) { _ in } }
    #expect(fault?.description.contains("in 2 attempts") == true)
  }

  @Test(.seeded) func aSeededTestHasASeed() { #expect(TestSeed.current != 0) }
}
