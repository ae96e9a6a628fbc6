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

  @Test(.seeded) func aSeededTestHasASeed() { #expect(TestSeed.current != 0) }
}
